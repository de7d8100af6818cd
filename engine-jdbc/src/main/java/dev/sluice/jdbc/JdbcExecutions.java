package dev.sluice.jdbc;

import dev.sluice.error.ConflictException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.Message;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.StoreTransaction;
import dev.sluice.store.StoredExecution;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs in a database. */
final class JdbcExecutions implements ExecutionStore {
  private static final int MOST_ATTEMPTS = 5;

  private final Db db;
  private final Tables tables;
  private final PayloadCodec codec;
  private final Snapshots snapshots;
  private final Writes writes;
  private final Committer committer;
  private final Claims claims;
  private final Reading reading;
  private final Inbox inbox;
  private final Removal removal;
  private final Definitions definitions;

  JdbcExecutions(Db db, Tables tables, PayloadCodec codec, Committer.Limits limits) {
    this.db = db;
    this.tables = tables;
    this.codec = codec;
    snapshots = new Snapshots(codec);
    writes = tables.dialect().writes(tables);
    committer = new Committer(db, writes, limits);
    claims = tables.dialect().claims(tables);
    reading = new Reading(db, tables, codec, snapshots);
    inbox = new Inbox(db, tables, codec);
    definitions = new Definitions(db, tables);
    removal = new Removal(db, tables, definitions);
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public @Nullable Fence create(
      NewExecution execution,
      @Nullable Claimant claimant,
      List<? extends Fact> facts,
      Header header) {
    if (claimant != null && !header.status().isEnded()) {
      db.reserve();
    }
    Creation creation = Creation.of(execution, claimant, header, facts, codec);
    Writes.Created created = committer.create(creation);
    for (int i = 0; created.answer() == Writes.Created.Answer.NO_DEFINITION; i++) {
      if (i == MOST_ATTEMPTS) {
        throw new StoreUnavailableException(execution.id(), null, true);
      }
      keepDefinition(creation);
      created = committer.create(creation);
    }
    if (!created.isWritten()
        && !Repetition.isOf(creation, facts, reading.find(execution.caller(), execution.id()))) {
      throw taken(execution);
    }
    snapshots.keep(creation.hash(), execution);
    return claimant == null
        ? null
        : RowFence.of(execution.id(), claimant.owner(), 1, created.run(), header);
  }

  /** Rarely more than once a definition: it can be found unused just before its first use. */
  private void keepDefinition(Creation creation) {
    String body = snapshots.body(creation.run());
    db.statement(
        creation.run().id(),
        connection -> {
          definitions.keep(connection, creation.hash(), body);
          return true;
        });
  }

  private ConflictException taken(NewExecution execution) {
    String key = execution.start().idempotencyKey();
    return new ConflictException(
        key != null && reading.findByKey(execution.caller(), key) != null
            ? "The idempotency key is taken already by another execution of this caller."
            : "The execution id " + execution.id() + " is taken.");
  }

  @Override
  public boolean create(StoreTransaction transaction, NewExecution execution, Header header) {
    Connection connection = JdbcTransaction.connection(transaction);
    Creation creation = Creation.of(execution, null, header, List.of(), codec);
    try {
      Writes.Created created = writes.create(connection, creation);
      if (created.answer() == Writes.Created.Answer.NO_DEFINITION) {
        keepDefinition(connection, creation);
        created = writes.create(connection, creation);
      }
      if (created.answer() == Writes.Created.Answer.NO_DEFINITION) {
        throw new StoreUnavailableException(execution.id(), null, true);
      }
      return created.isWritten();
    } catch (SQLException e) {
      throw Failures.of(tables.dialect(), execution.id(), e);
    }
  }

  /**
   * In a commit of its own, so that nobody who needs the same definition waits for the host. Not
   * where the host's transaction wouldn't see it, or where the host holds the only connection.
   */
  private void keepDefinition(Connection connection, Creation creation) throws SQLException {
    String body = snapshots.body(creation.run());
    boolean apart =
        connection.getTransactionIsolation() <= Connection.TRANSACTION_READ_COMMITTED
            && db.apart(
                other -> {
                  definitions.keep(other, creation.hash(), body);
                  return true;
                });
    if (!apart) {
      definitions.keep(connection, creation.hash(), body);
    }
  }

  @Override
  public void append(
      Fence fence, int position, List<? extends Fact> facts, Header header, @Nullable Notice notice)
      throws FencedException {
    Append append =
        new Append(
            fence,
            position,
            FactRows.of(position, facts, header, codec),
            header,
            notice == null ? null : notice.executionId(),
            notice == null ? null : FactRow.of(notice.content(), codec));
    if (committer.append(append)) {
      RowFence.wrote(fence, header);
    } else if (facts.isEmpty()
        || !Repetition.isOf(fence, position, facts, reading.find(null, fence.executionId()))) {
      throw new FencedException(fence);
    }
  }

  @Override
  public List<Claimed> claim(
      Claimant claimant, Collection<String> queues, Collection<String> except, int most) {
    if (queues.isEmpty() || most < 1) {
      return List.of();
    }
    db.reserve();
    List<Claims.Claim> made =
        db.transaction(
            null, connection -> claims.claim(connection, claimant, queues, except, most));
    List<Claimed> claimed = new ArrayList<>(made.size());
    List<Reading.Found> found = claimed(made.stream().map(Claims.Claim::id).toList());
    for (Claims.Claim claim : made) {
      for (Reading.Found run : found) {
        StoredRow row = run.row();
        if (row.id().equals(claim.id()) && row.attempt() == claim.attempt()) {
          Fence fence =
              RowFence.of(
                  row.id(), claimant.owner(), claim.attempt(), claim.run(), run.stored().header());
          boolean due = !claim.recovered() && !claim.mail();
          claimed.add(
              new Claimed(
                  fence, run.stored(), row.recoveries(), claim.recovered(), due, claim.now()));
        }
      }
    }
    return claimed;
  }

  /** Tried twice: what was claimed and can't be read is nobody's until its lease expires. */
  private List<Reading.Found> claimed(List<String> ids) {
    try {
      return reading.find(ids);
    } catch (StoreUnavailableException e) {
      if (!e.isTransient()) {
        throw e;
      }
      return reading.find(ids);
    }
  }

  @Override
  public Set<String> renew(Claimant claimant, Collection<Fence> fences) {
    if (fences.isEmpty()) {
      return Set.of();
    }
    return db.reserved().statement(null, connection -> claims.renew(connection, claimant, fences));
  }

  @Override
  public boolean post(@Nullable String caller, String executionId, Fact content) {
    FactRow message = FactRow.of(content, codec);
    Db.Work<Boolean> work =
        connection ->
            writes.post(
                connection, caller != null, caller == null ? "" : caller, executionId, message);
    return writes.isOneStatement()
        ? db.statement(executionId, work)
        : db.transaction(executionId, work);
  }

  @Override
  public List<Message> inbox(String executionId, long after) {
    return inbox.read(executionId, after);
  }

  @Override
  public Set<String> withMail(String owner) {
    return inbox.withMail(owner);
  }

  @Override
  public Optional<StoredExecution> find(@Nullable String caller, String executionId) {
    return Optional.ofNullable(reading.find(caller, executionId)).map(Reading.Found::stored);
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(String caller, String idempotencyKey) {
    return Optional.ofNullable(reading.findByKey(caller, idempotencyKey))
        .map(Reading.Found::stored);
  }

  @Override
  public Optional<StoredExecution> findByIdempotencyKey(
      StoreTransaction transaction, String caller, String idempotencyKey) {
    Connection connection = JdbcTransaction.connection(transaction);
    try {
      return Optional.ofNullable(reading.findByKey(connection, caller, idempotencyKey))
          .map(Reading.Found::stored);
    } catch (SQLException e) {
      throw Failures.of(tables.dialect(), null, e);
    }
  }

  @Override
  public List<StoredExecution> list(ExecutionQuery query) {
    Listing listing = Listing.of(query);
    return reading.find(null, tables.fill(listing.sql()), listing.parameters()).stream()
        .map(Reading.Found::stored)
        .toList();
  }

  @Override
  public int purge(long endedBeforeMicros, int most) {
    return removal.purge(endedBeforeMicros, most);
  }

  @Override
  public int erase(String caller) {
    return removal.erase(caller);
  }
}
