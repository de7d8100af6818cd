package dev.sluice.jdbc;

import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes in a few plain statements, within a transaction of whoever calls. The statement that tests
 * the fence comes first and locks the run's row; where it finds none, nothing else is done, so that
 * the transaction can go on with other runs.
 */
final class PortableWrites implements Writes {
  private static final String RUN = "(SELECT seq FROM {executions} WHERE id = ?)";
  private static final String FENCE =
      " WHERE run = " + RUN + " AND owner = ? AND attempt = ? AND facts = ?";

  private final Dialect dialect;
  private final String definition;
  private final String execution;
  private final String undo;
  private final String run;
  private final String fact;
  private final String tag;
  private final String go;
  private final String release;
  private final String end;
  private final String ended;
  private final String ring;
  private final String ringOwn;
  private final String message;

  PortableWrites(Tables tables) {
    dialect = tables.dialect();
    definition =
        tables.fill("SELECT seq FROM {definitions} WHERE hash = ? AND unused_since IS NULL");
    execution =
        tables.fill(
            dialect.returning(
                dialect.unlessTaken(
                    "INSERT INTO {executions} (created_at, definition, not_before, deadline, depth,"
                        + " priority, max_tool_calls, id, caller, workflow_id, queue, parent_id,"
                        + " idempotency_key, tags, inputs, started_at, completed_at, wake_at,"
                        + " written_at, inbox_read, attempt, facts, status) VALUES ("
                        + Bind.marks(23)
                        + ")"),
                "seq"));
    undo = tables.fill("DELETE FROM {executions} WHERE seq = ?");
    run =
        tables.fill(
            "INSERT INTO {runs} (run, until, written_at, facts, attempt, started_at, wake_at,"
                + " inbox_read, inbox_size, priority, recoveries, status, queue, id, owner)"
                + " VALUES (?, CASE WHEN ? < 0 THEN "
                + Header.NEVER
                + " ELSE {now} + ? END, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, ?, ?, ?)");
    fact =
        tables.fill(
            "INSERT INTO {facts} (run, position, at, kind, unit, body) VALUES (?, ?, ?, ?, ?, ?)");
    tag = tables.fill("INSERT INTO {tags} (tag, created_at, id, run) VALUES (?, ?, ?, ?)");
    String set =
        "UPDATE {runs} SET written_at = ?, facts = facts + ?, started_at = ?, wake_at = ?,"
            + " inbox_read = ?, status = ?";
    go = tables.fill(dialect.returning(set + FENCE, "run"));
    release =
        tables.fill(
            dialect.returning(
                set
                    + ", owner = NULL, until = CASE WHEN inbox_size > ? THEN {now} WHEN ? < 0 THEN "
                    + Header.NEVER
                    + " ELSE {now} + ? END"
                    + FENCE,
                "run"));
    end = tables.fill("DELETE FROM {runs}" + FENCE);
    ended =
        tables.fill(
            dialect.returning(
                "UPDATE {executions} SET started_at = ?, completed_at = ?, wake_at = ?,"
                    + " written_at = ?, inbox_read = ?, attempt = ?, facts = ?, status = ?"
                    + " WHERE id = ?",
                "seq"));
    String count =
        "UPDATE {runs} SET inbox_size = inbox_size + 1, until = CASE WHEN owner IS NULL AND"
            + " until > {now} THEN {now} ELSE until END WHERE run = "
            + RUN;
    ring = tables.fill(dialect.returning(count, "run, inbox_size"));
    ringOwn =
        tables.fill(
            dialect.returning(
                count.substring(0, count.length() - 1) + " AND caller = ?)", "run, inbox_size"));
    message =
        tables.fill(
            "INSERT INTO {inbox} (run, number, at, kind, unit, body) VALUES (?, ?, ?, ?, ?, ?)");
  }

  @Override
  public boolean isOneStatement() {
    return false;
  }

  @Override
  public Created create(Connection connection, Creation creation) throws SQLException {
    Long of = definition(connection, creation);
    if (of == null) {
      return Created.NO_DEFINITION;
    }
    Long seq = execution(connection, creation, of);
    if (seq == null) {
      return Created.TAKEN;
    }
    if (dialect.seesUncommitted() && !of.equals(definition(connection, creation))) {
      try (Bind bind = Bind.of(connection, undo)) {
        bind.number(seq).update();
      }
      return Created.NO_DEFINITION;
    }
    if (!creation.isEnded()) {
      run(connection, creation, seq);
    }
    facts(connection, seq, creation.facts());
    tags(connection, creation.run(), seq);
    return Created.YES;
  }

  private @Nullable Long definition(Connection connection, Creation creation) throws SQLException {
    try (Bind bind = Bind.of(connection, definition)) {
      return bind.text(creation.hash()).queryNumber();
    }
  }

  private @Nullable Long execution(Connection connection, Creation creation, long definitionSeq)
      throws SQLException {
    NewExecution made = creation.run();
    NewExecution.Start start = made.start();
    try (Bind bind = Bind.of(connection, execution)) {
      bind.number(made.createdMicros())
          .number(definitionSeq)
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
      return bind.queryNumber();
    } catch (SQLException e) {
      if (dialect.isTaken(e)) {
        return null;
      }
      throw e;
    }
  }

  private void run(Connection connection, Creation creation, long seq) throws SQLException {
    Header header = creation.header();
    NewExecution.Start start = creation.run().start();
    try (Bind bind = Bind.of(connection, run)) {
      bind.number(seq)
          .number(creation.untilAfter())
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
          .text(creation.claimant() == null ? null : creation.claimant().owner())
          .update();
    }
  }

  private void facts(Connection connection, long seq, FactRows facts) throws SQLException {
    if (facts.rows().isEmpty()) {
      return;
    }
    try (Bind bind = Bind.of(connection, fact)) {
      int at = facts.from();
      for (FactRow row : facts.rows()) {
        bind.number(seq)
            .integer(at++)
            .number(row.atMicros())
            .text(row.kind())
            .text(row.unit())
            .text(row.body())
            .add();
      }
      bind.updateAll();
    }
  }

  private void tags(Connection connection, NewExecution made, long seq) throws SQLException {
    if (made.start().tags().isEmpty()) {
      return;
    }
    try (Bind bind = Bind.of(connection, tag)) {
      for (String each : new LinkedHashSet<>(made.start().tags())) {
        bind.text(each).number(made.createdMicros()).text(made.id()).number(seq).add();
      }
      bind.updateAll();
    }
  }

  @Override
  public boolean append(Connection connection, Append append) throws SQLException {
    Long seq = append.isEnd() ? end(connection, append) : go(connection, append);
    if (seq == null) {
      return false;
    }
    facts(connection, seq, append.facts());
    if (append.told() != null) {
      post(connection, false, "", append.told(), Objects.requireNonNull(append.message()));
    }
    return true;
  }

  private @Nullable Long go(Connection connection, Append append) throws SQLException {
    Header header = append.header();
    try (Bind bind = Bind.of(connection, header.isReleased() ? release : go)) {
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
      return fence(bind, append).queryNumber();
    }
  }

  private @Nullable Long end(Connection connection, Append append) throws SQLException {
    try (Bind bind = Bind.of(connection, end)) {
      if (fence(bind, append).update() == 0) {
        return null;
      }
    }
    try (Bind bind = Bind.of(connection, ended)) {
      append.end(bind);
      return bind.text(append.fence().executionId()).queryNumber();
    }
  }

  private static Bind fence(Bind bind, Append append) throws SQLException {
    return bind.text(append.fence().executionId())
        .text(append.fence().owner())
        .number(append.fence().attempt())
        .integer(append.position());
  }

  @Override
  public boolean post(
      Connection connection, boolean ofCaller, String caller, String executionId, FactRow row)
      throws SQLException {
    long seq;
    long number;
    try (Bind bind = Bind.of(connection, ofCaller ? ringOwn : ring)) {
      bind.text(executionId);
      if (ofCaller) {
        bind.text(caller);
      }
      try (ResultSet found = bind.query()) {
        if (!found.next()) {
          return false;
        }
        seq = found.getLong(1);
        number = found.getLong(2);
      }
    }
    try (Bind bind = Bind.of(connection, message)) {
      bind.number(seq)
          .number(number)
          .number(row.atMicros())
          .text(row.kind())
          .text(row.unit())
          .text(row.body())
          .update();
    }
    return true;
  }
}
