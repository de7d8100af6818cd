package dev.sluice.jdbc;

import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was read, without its definitions and facts.
 *
 * @param owner who has claimed it, or null
 * @param inputs encoded
 * @param facts how many there are
 */
record StoredRow(
    long seq,
    String id,
    String caller,
    String hash,
    long createdMicros,
    NewExecution.Start start,
    String inputs,
    Header header,
    @Nullable String owner,
    long attempt,
    int recoveries,
    int facts) {

  /** What {@link #of} reads; the conditions follow. */
  static final String SELECT =
      """
      SELECT e.seq, e.created_at, e.not_before, e.deadline, e.depth, e.priority, e.max_tool_calls,
        e.id, e.caller, e.queue, e.parent_id, e.idempotency_key, e.tags, e.inputs, d.hash,
        COALESCE(r.started_at, e.started_at), e.completed_at, COALESCE(r.wake_at, e.wake_at),
        COALESCE(r.written_at, e.written_at), COALESCE(r.inbox_read, e.inbox_read),
        COALESCE(r.status, e.status), COALESCE(r.attempt, e.attempt),
        COALESCE(r.facts, e.facts), r.recoveries, r.run, r.owner
      FROM {executions} e
      LEFT JOIN {definitions} d ON d.seq = e.definition
      LEFT JOIN {runs} r ON r.run = e.seq
      """;

  static StoredRow of(ResultSet row) throws SQLException {
    String queue = Bind.textOrNull(row, 10);
    NewExecution.Start start =
        new NewExecution.Start(
            Bind.textOrNull(row, 12),
            Bind.textOrNull(row, 11),
            row.getInt(5),
            Creation.tags(Bind.textOrNull(row, 13)),
            row.getInt(6),
            row.getLong(3),
            row.getLong(4),
            row.getInt(7),
            queue == null ? NewExecution.Start.DEFAULT_QUEUE : queue);
    long run = Bind.numberOr(-1, row, 25);
    String owner = Bind.textOrNull(row, 26);
    Header header =
        new Header(
            ExecutionStatus.of(Bind.text(row, 21)),
            row.getLong(16),
            row.getLong(17),
            Bind.numberOr(Header.NEVER, row, 18),
            row.getLong(19),
            row.getLong(20),
            run >= 0 && owner == null);
    return new StoredRow(
        row.getLong(1),
        Bind.text(row, 8),
        Bind.text(row, 9),
        row.getString(15),
        row.getLong(2),
        start,
        Bind.text(row, 14),
        header,
        owner,
        row.getLong(22),
        row.getInt(24),
        row.getInt(23));
  }

  NewExecution execution(Snapshots.Snapshot snapshot, PayloadCodec codec) {
    return new NewExecution(
        id,
        caller,
        snapshot.workflow(),
        snapshot.pinned(),
        StoredText.inputs(codec.decode(inputs)),
        createdMicros,
        start);
  }
}
