package dev.sluice.jdbc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Claimant;
import dev.sluice.store.Fact;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredText;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run that is to be created, as it is stored.
 *
 * @param run what it is made from
 * @param claimant who claims it, or null
 * @param header its header
 * @param hash the hash of its definitions
 * @param inputs its inputs, encoded
 * @param tags its tags as a JSON array, or null if it has none
 * @param facts its first facts
 */
record Creation(
    NewExecution run,
    @Nullable Claimant claimant,
    Header header,
    String hash,
    String inputs,
    @Nullable String tags,
    FactRows facts) {

  static Creation of(
      NewExecution run,
      @Nullable Claimant claimant,
      Header header,
      List<? extends Fact> facts,
      PayloadCodec codec) {
    return new Creation(
        run,
        claimant,
        header,
        Snapshots.hash(run),
        codec.encode(StoredText.of(run.inputs())),
        tags(run.start().tags()),
        FactRows.of(0, facts, header, codec));
  }

  boolean isEnded() {
    return header.status().isEnded();
  }

  /**
   * Whether it is what most are: a run that its claimant began when it was made, and of which
   * nothing else was asked.
   */
  boolean isPlain() {
    NewExecution.Start start = run.start();
    return claimant != null
        && header.status() == ExecutionStatus.RUNNING
        && !header.isReleased()
        && header.startedMicros() == run.createdMicros()
        && header.atMicros() == run.createdMicros()
        && header.wakeMicros() == Header.NEVER
        && header.inboxRead() == 0
        && facts.count() == 1
        && facts.rows().isEmpty()
        && tags == null
        && queue() == null
        && start.notBeforeMicros() == 0
        && start.deadlineMicros() == 0
        && start.depth() == 0
        && start.priority() == 0
        && start.maxToolCalls() == 0
        && start.parentId() == null
        && start.idempotencyKey() == null;
  }

  /** Whether it has the same claimant as another one, who must have one. */
  boolean isClaimedAs(Creation other) {
    return Objects.equals(owner(), other.owner()) && untilAfter() == other.untilAfter();
  }

  /** Who claims it, or null. */
  @Nullable String owner() {
    return claimant == null ? null : claimant.owner();
  }

  /** How many claims it has had. */
  long attempt() {
    return claimant == null ? 0 : 1;
  }

  /** How long until its lease ends, or until it is due; negative for never. */
  long untilAfter() {
    return claimant == null
        ? Append.after(header.wakeAfterMicros())
        : Append.after(claimant.leaseMicros());
  }

  /** Its queue, or null for the usual one. */
  @Nullable String queue() {
    String queue = run.start().queue();
    return queue.equals(NewExecution.Start.DEFAULT_QUEUE) ? null : queue;
  }

  /** Sets what a row has once its run is over: times, attempt, facts, status; nulls before. */
  void end(Bind bind) throws SQLException {
    boolean over = isEnded();
    bind.numberUnless(0, over ? header.startedMicros() : 0)
        .numberUnless(0, over ? header.completedMicros() : 0)
        .numberUnless(Header.NEVER, over ? header.wakeMicros() : Header.NEVER)
        .numberUnless(0, over ? header.atMicros() : 0)
        .numberUnless(0, over ? header.inboxRead() : 0)
        .numberUnless(0, over ? attempt() : 0)
        .integerUnless(0, over ? facts.count() : 0)
        .text(over ? header.status().text() : null);
  }

  private static @Nullable String tags(List<String> tags) {
    if (tags.isEmpty()) {
      return null;
    }
    ObjectNode holder = JsonNodeFactory.instance.objectNode();
    ArrayNode array = holder.putArray("tags");
    tags.forEach(array::add);
    return StoredText.of(holder);
  }

  /** The tags of a row that has some. */
  static List<String> tags(@Nullable String stored) {
    if (stored == null) {
      return List.of();
    }
    List<String> tags = new java.util.ArrayList<>();
    StoredText.inputs(stored).path("tags").forEach(tag -> tags.add(tag.textValue()));
    return tags;
  }
}
