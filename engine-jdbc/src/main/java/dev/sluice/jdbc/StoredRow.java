package dev.sluice.jdbc;

import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Fact;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import dev.sluice.store.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was read, without its definitions and facts.
 *
 * @param start the options of its start, or null if they can't be read
 * @param inputs encoded, as they are stored
 * @param header its header, or null if it can't be read: its status is a newer engine's
 * @param owner who has claimed it, or null
 * @param facts how many there are
 * @param fault why start or header can't be read, or null
 */
record StoredRow(
    long seq,
    String id,
    String caller,
    String hash,
    long createdMicros,
    NewExecution.@Nullable Start start,
    String inputs,
    @Nullable Header header,
    @Nullable String owner,
    long attempt,
    int recoveries,
    int facts,
    @Nullable RuntimeException fault) {

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

  /** Whatever is wrong with a row is kept for whoever needs it: others are read with it. */
  static StoredRow of(ResultSet row) throws SQLException {
    NewExecution.Start start = null;
    Header header = null;
    RuntimeException fault = null;
    String owner = Bind.textOrNull(row, 26);
    try {
      header = header(row, owner);
      start = start(row);
    } catch (RuntimeException e) {
      fault = e;
    }
    return new StoredRow(
        row.getLong(1),
        Bind.text(row, 8),
        Bind.text(row, 9),
        row.getString(15),
        row.getLong(2),
        start,
        row.getString(14),
        header,
        owner,
        row.getLong(22),
        row.getInt(24),
        row.getInt(23),
        fault);
  }

  private static NewExecution.Start start(ResultSet row) throws SQLException {
    String queue = Bind.textOrNull(row, 10);
    return new NewExecution.Start(
        Bind.textOrNull(row, 12),
        Bind.textOrNull(row, 11),
        row.getInt(5),
        Creation.tags(Bind.textOrNull(row, 13)),
        row.getInt(6),
        row.getLong(3),
        row.getLong(4),
        row.getInt(7),
        queue == null ? NewExecution.Start.DEFAULT_QUEUE : queue);
  }

  private static Header header(ResultSet row, @Nullable String owner) throws SQLException {
    long run = Bind.numberOr(-1, row, 25);
    return new Header(
        ExecutionStatus.of(Bind.text(row, 21)),
        row.getLong(16),
        row.getLong(17),
        Bind.numberOr(Header.NEVER, row, 18),
        row.getLong(19),
        row.getLong(20),
        run >= 0 && owner == null);
  }

  /**
   * The run with its definitions and facts.
   *
   * @param kept the facts that have rows, encoded, by position
   * @return the run, or null if a fact is missing: it was deleted meanwhile
   * @throws RuntimeException if something of it can't be read
   */
  @Nullable StoredExecution stored(
      Snapshots.Snapshot snapshot, Map<Integer, FactRow> kept, PayloadCodec codec) {
    if (start == null || header == null) {
      throw fault == null ? new IllegalStateException("no header") : fault;
    }
    List<Fact> all = FactRows.whole(kept, facts, header, codec);
    if (all == null) {
      return null;
    }
    NewExecution execution =
        new NewExecution(
            id,
            caller,
            snapshot.workflow(),
            snapshot.pinned(),
            StoredText.inputs(codec.decode(TextForm.original(inputs))),
            createdMicros,
            start);
    return new StoredExecution(execution, header, all);
  }
}
