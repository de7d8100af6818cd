package dev.sluice.jdbc;

import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/** Writes a run in one statement each, and several runs in one. */
final class PostgreSqlWrites implements Writes {
  private static final String UNIQUE_VIOLATION = "23505";

  private final PostgreSqlBatch batch;
  private final PostgreSqlPlain plain;
  private final PostgreSqlTexts texts;

  PostgreSqlWrites(Tables tables) {
    batch = new PostgreSqlBatch(tables);
    plain = new PostgreSqlPlain(tables);
    texts = new PostgreSqlTexts(tables);
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
    boolean own = connection.getAutoCommit();
    boolean plain = own && made.start().idempotencyKey() == null;
    try (Bind bind = Bind.of(connection, texts.create(own, creation))) {
      execution(bind, creation);
      if (!creation.isEnded()) {
        run(bind, creation);
      }
      if (creation.tags() != null) {
        bind.number(made.createdMicros()).text(made.id());
        bind.textArray(new LinkedHashSet<>(made.start().tags()));
      }
      facts(bind, creation.facts());
      try (ResultSet answer = bind.text(creation.hash()).query()) {
        answer.next();
        long run = answer.getLong(1);
        return run != 0
            ? Created.as(run)
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
        .integer(creation.facts().count())
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

  private static void facts(Bind bind, FactRows facts) throws SQLException {
    List<FactRow> rows = facts.rows();
    if (rows.isEmpty()) {
      return;
    }
    bind.integer(facts.from());
    if (rows.size() == 1) {
      row(bind, rows.get(0));
      return;
    }
    bind.numbers(rows, FactRow::atMicros)
        .texts(rows, FactRow::kind)
        .texts(rows, FactRow::unit)
        .texts(rows, FactRow::body);
  }

  private static boolean isOne(Bind bind) throws SQLException {
    return Long.valueOf(1).equals(bind.queryNumber());
  }

  @Override
  public boolean append(Connection connection, Append append) throws SQLException {
    Header header = append.header();
    String told = append.told();
    try (Bind bind = Bind.of(connection, texts.append(append))) {
      if (append.isEnd()) {
        fence(bind, append);
        append.end(bind);
        bind.text(append.fence().executionId());
      } else {
        bind.number(header.atMicros())
            .integer(append.facts().count())
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
      facts(bind, append.facts());
      if (told != null) {
        bind.text(told);
        row(bind, Objects.requireNonNull(append.message()));
      }
      return PostgreSqlTexts.counts(append) ? bind.update() == 1 : isOne(bind);
    }
  }

  private static void fence(Bind bind, Append append) throws SQLException {
    long run = RowFence.run(append.fence());
    (run == 0 ? bind.text(append.fence().executionId()) : bind.number(run))
        .text(append.fence().owner())
        .number(append.fence().attempt())
        .integer(append.position());
  }

  /** A fact or a message. */
  private static void row(Bind bind, FactRow row) throws SQLException {
    bind.number(row.atMicros()).text(row.kind()).text(row.unit()).text(row.body());
  }

  @Override
  public boolean[] appendAll(Connection connection, List<Append> appends) throws SQLException {
    return writeAll(connection, List.of(), appends).appended();
  }

  @Override
  public Created[] createAll(Connection connection, List<Creation> creations) throws SQLException {
    return writeAll(connection, creations, List.of()).created();
  }

  /**
   * In one trip, which the server takes as one transaction if the connection is in none. Why a
   * creation wasn't written is found out by writing it alone.
   */
  @Override
  public Written writeAll(Connection connection, List<Creation> creations, List<Append> appends)
      throws SQLException {
    Created[] created = new Created[creations.size()];
    Arrays.fill(created, Created.TAKEN);
    boolean[] appended = new boolean[appends.size()];
    List<GroupPart> parts = new ArrayList<>(3);
    if (!creations.isEmpty()) {
      parts.add(
          PostgreSqlPlain.areCreations(creations)
              ? plain.creations(creations, created)
              : batch.creations(creations, created));
    }
    if (!appends.isEmpty()) {
      if (PostgreSqlPlain.areAppends(appends)) {
        parts.addAll(plain.appends(appends, appended));
      } else {
        parts.add(batch.appends(appends, appended));
      }
    }
    write(connection, parts);
    return new Written(created, appended);
  }

  private static void write(Connection connection, List<GroupPart> parts) throws SQLException {
    StringJoiner sql = new StringJoiner(";\n");
    for (GroupPart part : parts) {
      sql.add(part.sql());
    }
    try (Bind bind = Bind.of(connection, sql.toString())) {
      for (GroupPart part : parts) {
        part.parameters().set(bind);
      }
      for (int i = 0; i < parts.size(); i++) {
        try (ResultSet answer = i == 0 ? bind.queries() : bind.nextAnswer()) {
          parts.get(i).reader().read(answer);
        }
      }
    }
  }

  @Override
  public boolean post(
      Connection connection, boolean ofCaller, String caller, String executionId, FactRow row)
      throws SQLException {
    try (Bind bind = Bind.of(connection, ofCaller ? texts.postOwn : texts.post)) {
      bind.texts(ofCaller ? List.of(executionId, caller) : List.of(executionId));
      row(bind, row);
      return isOne(bind);
    }
  }
}
