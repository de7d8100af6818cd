package dev.sluice.jdbc;

import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * Writes a run in one statement each: one round trip, no transaction block. The part that tests the
 * fence is what all others select from, so it comes first, and where it finds nothing nothing is
 * done.
 */
final class PostgreSqlWrites implements Writes {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String NEVER = String.valueOf(Header.NEVER);
  private static final String RUN = "(SELECT seq FROM {executions} WHERE id = ?)";
  private static final String FENCE =
      " WHERE run = " + RUN + " AND owner = ? AND attempt = ? AND facts = ? RETURNING run)";
  private static final String FACTS =
      """
      , f AS (INSERT INTO {facts} (run, at, position, kind, unit, body)
        SELECT w.run, u.at, ? + u.n - 1, u.kind, u.unit, u.body
        FROM w, unnest(?::bigint[], ?::text[], ?::text[], ?::text[])
          WITH ORDINALITY u(at, kind, unit, body, n))
      """;
  private static final String ANSWER = "SELECT count(*) FROM w";
  private static final String RING =
      "(UPDATE {runs} SET inbox_size = inbox_size + 1, until = CASE WHEN owner IS NULL"
          + " THEN LEAST(until, {now}) ELSE until END WHERE run = ";
  private static final String MESSAGE =
      """
      , m AS (INSERT INTO {inbox} (run, number, at, kind, unit, body)
        SELECT run, inbox_size, ?::bigint, ?::text, ?::text, ?::text FROM told)
      """;
  private static final String TELL =
      ", told AS "
          + RING
          + RUN
          + " AND EXISTS (SELECT 1 FROM w) RETURNING run, inbox_size)"
          + MESSAGE;

  private final PostgreSqlBatch batch;
  private final String created;
  private final String create;
  private final String createRun;
  private final String createTags;
  private final String go;
  private final String release;
  private final String end;
  private final String facts;
  private final String tell;
  private final String post;
  private final String postOwn;

  PostgreSqlWrites(Tables tables) {
    batch = new PostgreSqlBatch(tables);
    // In the same statement, since the definition may be there a moment later.
    created =
        tables.fill(
            "SELECT count(*), EXISTS (SELECT 1 FROM {definitions}"
                + " WHERE hash = ? AND unused_since IS NULL) FROM w");
    create =
        tables.fill(
            """
            WITH w AS (INSERT INTO {executions} (created_at, not_before, deadline, depth, priority,
                max_tool_calls, id, caller, workflow_id, queue, parent_id, idempotency_key, tags,
                inputs, started_at, completed_at, wake_at, written_at, inbox_read, attempt, facts,
                status, definition)
              SELECT ?::bigint, ?::bigint, ?::bigint, ?::integer, ?::integer, ?::integer, ?::text,
                ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::bigint,
                ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::integer, ?::text, d.seq
              FROM {definitions} d WHERE d.hash = ? AND d.unused_since IS NULL
            """);
    createRun =
        tables.fill(
            """
            , r AS (INSERT INTO {runs} (run, until, written_at, facts, attempt, started_at,
                wake_at, inbox_read, inbox_size, priority, recoveries, status, queue, id, owner)
              SELECT run, CASE WHEN ?::bigint < 0 THEN %s ELSE {now} + ?::bigint END, ?::bigint,
                ?::integer, ?::bigint, ?::bigint, ?::bigint, ?::bigint, 0, ?::integer, 0, ?::text,
                ?::text, ?::text, ?::text FROM w)
            """
                .formatted(NEVER));
    createTags =
        tables.fill(
            ", t AS (INSERT INTO {tags} (tag, created_at, id, run)"
                + " SELECT u.tag, ?::bigint, ?::text, w.run FROM w, unnest(?::text[]) u(tag))");
    facts = tables.fill(FACTS);
    String set =
        "WITH w AS (UPDATE {runs} SET written_at = ?, facts = facts + ?, started_at = ?,"
            + " wake_at = ?, inbox_read = ?, status = ?";
    go = tables.fill(set + FENCE + FACTS);
    release =
        tables.fill(
            set
                + ", owner = NULL, until = CASE WHEN inbox_size > ? THEN {now}"
                + " WHEN ?::bigint < 0 THEN "
                + NEVER
                + " ELSE {now} + ?::bigint END"
                + FENCE
                + FACTS);
    end =
        tables.fill(
            "WITH w AS (DELETE FROM {runs}"
                + FENCE
                + ", x AS (UPDATE {executions} SET started_at = ?, completed_at = ?, wake_at = ?,"
                + " written_at = ?, inbox_read = ?, attempt = ?, facts = ?, status = ?"
                + " WHERE id = ? AND EXISTS (SELECT 1 FROM w))"
                + FACTS);
    tell = tables.fill(TELL);
    String told = "WITH told AS " + RING + "(SELECT seq FROM {executions} WHERE id = ?";
    String message = ") RETURNING run, inbox_size)" + MESSAGE + "SELECT count(*) FROM told";
    post = tables.fill(told + message);
    postOwn = tables.fill(told + " AND caller = ?" + message);
  }

  @Override
  public boolean isOneStatement() {
    return true;
  }

  /** A creation with a key may have to wait for another engine's, and must hold nothing then. */
  @Override
  public boolean canJoin(Creation creation) {
    return creation.run().start().idempotencyKey() == null && !creation.isEnded();
  }

  /** Nor may one wait for another run's row that an engine is writing. */
  @Override
  public boolean canJoin(Append append) {
    return append.told() == null;
  }

  @Override
  public Created create(Connection connection, Creation creation) throws SQLException {
    NewExecution made = creation.run();
    boolean tagged = creation.tags() != null;
    // Its second thoughts cost a log record more; only a key is likely to be taken.
    boolean plain = connection.getAutoCommit() && made.start().idempotencyKey() == null;
    // A host's transaction may be old, or take long: no deletion waits for it, so it holds the row.
    String sql =
        create
            + (connection.getAutoCommit() ? "" : "FOR KEY SHARE OF d ")
            + (plain ? "" : "ON CONFLICT DO NOTHING ")
            + "RETURNING seq AS run)"
            + (creation.isEnded() ? "" : createRun)
            + (tagged ? createTags : "")
            + facts
            + created;
    try (Bind bind = Bind.of(connection, sql)) {
      execution(bind, creation);
      if (!creation.isEnded()) {
        run(bind, creation);
      }
      if (tagged) {
        bind.number(made.createdMicros()).text(made.id());
        bind.textArray(new LinkedHashSet<>(made.start().tags()));
      }
      facts(bind, 0, creation.facts());
      try (ResultSet answer = bind.text(creation.hash()).query()) {
        answer.next();
        return answer.getLong(1) == 1
            ? Created.YES
            : answer.getBoolean(2) ? Created.TAKEN : Created.NO_DEFINITION;
      }
    } catch (SQLException e) {
      if (plain && UNIQUE_VIOLATION.equals(e.getSQLState())) {
        return Created.TAKEN;
      }
      throw e;
    }
  }

  private static void execution(Bind bind, Creation creation) throws SQLException {
    NewExecution made = creation.run();
    NewExecution.Start start = made.start();
    bind.number(made.createdMicros())
        .numberUnless(0, start.notBeforeMicros())
        .numberUnless(0, start.deadlineMicros())
        .integerUnless(0, start.depth())
        .integerUnless(0, start.priority())
        .integerUnless(0, start.maxToolCalls())
        .text(made.id())
        .text(made.caller())
        .text(made.workflow().id())
        .text(creation.queue())
        .text(start.parentId())
        .text(start.idempotencyKey())
        .text(creation.tags())
        .text(creation.inputs());
    creation.end(bind);
    bind.text(creation.hash());
  }

  private static void run(Bind bind, Creation creation) throws SQLException {
    Header header = creation.header();
    NewExecution.Start start = creation.run().start();
    bind.number(creation.untilAfter())
        .number(creation.untilAfter())
        .number(header.atMicros())
        .integer(creation.facts().size())
        .number(creation.attempt())
        .number(header.startedMicros())
        .number(header.wakeMicros())
        .number(header.inboxRead())
        .integer(start.priority())
        .text(header.status().text())
        .text(start.queue())
        .text(creation.run().id())
        .text(creation.claimant() == null ? null : creation.claimant().owner());
  }

  private static void facts(Bind bind, int position, List<FactRow> facts) throws SQLException {
    bind.integer(position)
        .numberArray(facts.stream().map(FactRow::atMicros).toList())
        .textArray(facts.stream().map(FactRow::kind).toList())
        .textArray(facts.stream().map(FactRow::unit).toList())
        .textArray(facts.stream().map(FactRow::body).toList());
  }

  private static boolean isOne(Bind bind) throws SQLException {
    return Long.valueOf(1).equals(bind.queryNumber());
  }

  @Override
  public boolean append(Connection connection, Append append) throws SQLException {
    Header header = append.header();
    String sql = append.isEnd() ? end : header.isReleased() ? release : go;
    String told = append.told();
    try (Bind bind = Bind.of(connection, sql + (told == null ? "" : tell) + ANSWER)) {
      if (append.isEnd()) {
        fence(bind, append);
        append.end(bind);
        bind.text(append.fence().executionId());
      } else {
        bind.number(header.atMicros())
            .integer(append.facts().size())
            .number(header.startedMicros())
            .number(header.wakeMicros())
            .number(header.inboxRead())
            .text(header.status().text());
        if (header.isReleased()) {
          long after = Append.after(header.wakeAfterMicros());
          bind.number(header.inboxRead()).number(after).number(after);
        }
        fence(bind, append);
      }
      facts(bind, append.position(), append.facts());
      if (told != null) {
        bind.text(told);
        message(bind, Objects.requireNonNull(append.message()));
      }
      return isOne(bind);
    }
  }

  private static void fence(Bind bind, Append append) throws SQLException {
    bind.text(append.fence().executionId())
        .text(append.fence().owner())
        .number(append.fence().attempt())
        .integer(append.position());
  }

  private static void message(Bind bind, FactRow row) throws SQLException {
    bind.number(row.atMicros()).text(row.kind()).text(row.unit()).text(row.body());
  }

  @Override
  public boolean[] appendAll(Connection connection, List<Append> appends) throws SQLException {
    return batch.append(connection, appends);
  }

  @Override
  public Created[] createAll(Connection connection, List<Creation> creations) throws SQLException {
    return batch.create(connection, creations);
  }

  @Override
  public Written writeAll(Connection connection, List<Creation> creations, List<Append> appends)
      throws SQLException {
    return creations.isEmpty() || appends.isEmpty()
        ? Writes.super.writeAll(connection, creations, appends)
        : batch.write(connection, creations, appends);
  }

  @Override
  public boolean post(
      Connection connection, boolean ofCaller, String caller, String executionId, FactRow row)
      throws SQLException {
    try (Bind bind = Bind.of(connection, ofCaller ? postOwn : post)) {
      bind.texts(ofCaller ? List.of(executionId, caller) : List.of(executionId));
      message(bind, row);
      return isOne(bind);
    }
  }
}
