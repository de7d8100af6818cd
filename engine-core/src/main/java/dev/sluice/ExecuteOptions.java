package dev.sluice;

import dev.sluice.internal.text.Texts;
import dev.sluice.store.Micros;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoreTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a run is to be started. Immutable; every method that sets something returns a changed copy.
 */
public final class ExecuteOptions {
  private static final ExecuteOptions DEFAULTS = new ExecuteOptions(new Values());

  private final Values values;

  private static final class Values {
    @Nullable String idempotencyKey;
    @Nullable Duration waitAtMost;
    @Nullable Instant deadline;
    @Nullable Instant startAt;
    @Nullable Duration maxDuration;
    List<String> tags = List.of();
    int priority;
    int maxToolCalls;
    String queue = NewExecution.Start.DEFAULT_QUEUE;
    @Nullable Durability durability;
    @Nullable StoreTransaction transaction;

    Values copy() {
      Values copy = new Values();
      copy.idempotencyKey = idempotencyKey;
      copy.waitAtMost = waitAtMost;
      copy.deadline = deadline;
      copy.startAt = startAt;
      copy.maxDuration = maxDuration;
      copy.tags = tags;
      copy.priority = priority;
      copy.maxToolCalls = maxToolCalls;
      copy.queue = queue;
      copy.durability = durability;
      copy.transaction = transaction;
      return copy;
    }
  }

  private ExecuteOptions(Values values) {
    this.values = values;
  }

  /**
   * No key, no bounds, no tags.
   *
   * @return the options that apply where none are given
   */
  public static ExecuteOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Makes the start idempotent: a second start by the same caller with the same key gives the same
   * execution.
   *
   * @param key 1 to 256 characters without controls
   * @return a copy
   * @throws IllegalArgumentException if the key isn't of this form
   */
  public ExecuteOptions withIdempotencyKey(String key) {
    require("the idempotency key", key);
    Values copy = values.copy();
    copy.idempotencyKey = key;
    return new ExecuteOptions(copy);
  }

  /**
   * Bounds how long {@code execute} waits for what takes time by itself: parked steps, long
   * backoffs, tools on other threads. Then the running record is returned, and the engine goes on
   * with the run. A tool that runs on the caller's own thread is waited for in any case.
   *
   * @param most not negative
   * @return a copy
   * @throws IllegalArgumentException if it is negative
   */
  public ExecuteOptions waitAtMost(Duration most) {
    if (most.isNegative()) {
      throw new IllegalArgumentException("the wait must not be negative, but is " + most);
    }
    Values copy = values.copy();
    copy.waitAtMost = most;
    return new ExecuteOptions(copy);
  }

  /**
   * Sets the latest end of the run. The nearer of this and the workflow's {@code timeout_ms} holds.
   *
   * @param instant the deadline
   * @return a copy
   */
  public ExecuteOptions withDeadline(Instant instant) {
    Values copy = values.copy();
    copy.deadline = instant;
    return new ExecuteOptions(copy);
  }

  /**
   * Bounds the run's wall time, from when it is asked for, or from its earliest start if that is
   * later.
   *
   * @param most more than 0
   * @return a copy
   * @throws IllegalArgumentException if it isn't positive
   */
  public ExecuteOptions withMaxDuration(Duration most) {
    if (most.isNegative() || most.isZero()) {
      throw new IllegalArgumentException("the longest duration must be positive, but is " + most);
    }
    Values copy = values.copy();
    copy.maxDuration = most;
    return new ExecuteOptions(copy);
  }

  /**
   * Bounds how many calls of tools the run makes, retries included. One more fails the run with
   * {@code budget_exceeded}; calls under way end, and compensations aren't bounded.
   *
   * <p>A sub-workflow gets what is left of the budget when it starts, at least one call, and its
   * calls count here once its end is known. Those that run at the same time may together exceed the
   * budget, each by at most what it was given; one that isn't waited for any more doesn't count.
   *
   * @param most at least 1
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public ExecuteOptions withMaxToolCalls(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least 1 tool call must be admitted, not " + most);
    }
    Values copy = values.copy();
    copy.maxToolCalls = most;
    return new ExecuteOptions(copy);
  }

  /**
   * Sets the earliest start of a submitted run. If its deadline passes before that, it fails
   * without having started.
   *
   * @param instant the time
   * @return a copy; good for {@code submit} only
   */
  public ExecuteOptions startAt(Instant instant) {
    Values copy = values.copy();
    copy.startAt = instant;
    return new ExecuteOptions(copy);
  }

  /**
   * Sets which submitted runs start first.
   *
   * @param higherFirst 0 by default
   * @return a copy
   */
  public ExecuteOptions withPriority(int higherFirst) {
    Values copy = values.copy();
    copy.priority = higherFirst;
    return new ExecuteOptions(copy);
  }

  /**
   * Sets which engines may take the run over or take it up: those that serve this queue.
   *
   * @param name 1 to 256 characters without controls; {@code default} by default
   * @return a copy
   * @throws IllegalArgumentException if the name isn't of this form
   */
  public ExecuteOptions withQueue(String name) {
    require("the queue", name);
    Values copy = values.copy();
    copy.queue = name;
    return new ExecuteOptions(copy);
  }

  /**
   * Sets when the run is written into the store.
   *
   * @param when what the engine says by default
   * @return a copy
   */
  public ExecuteOptions withDurability(Durability when) {
    Values copy = values.copy();
    copy.durability = Objects.requireNonNull(when, "when");
    return new ExecuteOptions(copy);
  }

  /**
   * Submits the run within a transaction of the host's own: it is there when that commits, and gone
   * when that rolls back. An engine that was {@linkplain WorkflowEngine#start started} then takes
   * it up.
   *
   * @param transaction made by the store's module, such as {@code JdbcTransaction.of(connection)}
   * @return a copy; good for {@code submit} only
   */
  public ExecuteOptions within(StoreTransaction transaction) {
    Values copy = values.copy();
    copy.transaction = Objects.requireNonNull(transaction, "transaction");
    return new ExecuteOptions(copy);
  }

  ExecuteOptions withoutKey() {
    Values copy = values.copy();
    copy.idempotencyKey = null;
    return new ExecuteOptions(copy);
  }

  @Nullable StoreTransaction transaction() {
    return values.transaction;
  }

  /** Whether a run that is executed is written only when it has ended. */
  boolean isDeferred(Durability byDefault) {
    Durability wanted = values.durability == null ? byDefault : values.durability;
    if (wanted == Durability.ON_COMPLETION && values.idempotencyKey != null) {
      throw new IllegalArgumentException(
          "An idempotency key needs a run that can be found before it has ended: use"
              + " Durability.EVERY_STEP.");
    }
    return wanted == Durability.ON_COMPLETION;
  }

  void requireExecutable() {
    if (values.transaction != null) {
      throw new IllegalArgumentException(
          "Within a transaction of the host a run can only be submitted: execute would wait for what"
              + " isn't committed yet.");
    } else if (values.startAt != null) {
      throw new IllegalArgumentException(
          "Only a submitted run can start later: use submit, and await if you want to wait for it.");
    }
  }

  void requireSubmittable() {
    if (values.durability == Durability.ON_COMPLETION) {
      throw new IllegalArgumentException(
          "A submitted run must be in the store before it starts: use Durability.EVERY_STEP.");
    }
  }

  /**
   * Tags the execution, for lists.
   *
   * @param tags each 1 to 256 characters without controls
   * @return a copy
   * @throws IllegalArgumentException if a tag isn't of this form
   */
  public ExecuteOptions withTags(String... tags) {
    for (String tag : tags) {
      require("a tag", tag);
    }
    Values copy = values.copy();
    copy.tags = List.of(tags);
    return new ExecuteOptions(copy);
  }

  private static void require(String what, String text) {
    String fault = Texts.identifierFault(text, 256);
    if (fault != null) {
      throw new IllegalArgumentException(what + " " + fault);
    }
  }

  long waitMicros() {
    Duration most = values.waitAtMost;
    return most == null ? Long.MAX_VALUE : micros(most);
  }

  private static long micros(Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0
        ? Long.MAX_VALUE
        : duration.toNanos() / 1_000;
  }

  NewExecution.Start start(
      LongSupplier nowMicros, int defaultToolCalls, @Nullable Duration defaultDuration) {
    Values v = values;
    Duration duration = v.maxDuration == null ? defaultDuration : v.maxDuration;
    if (v.idempotencyKey == null
        && v.deadline == null
        && v.startAt == null
        && duration == null
        && v.tags.isEmpty()
        && v.priority == 0
        && v.maxToolCalls == 0
        && v.queue.equals(NewExecution.Start.DEFAULT_QUEUE)
        && defaultToolCalls == 0) {
      return NewExecution.Start.PLAIN;
    }
    long deadline = v.deadline == null ? Long.MAX_VALUE : Micros.of(v.deadline);
    long most = duration == null ? Long.MAX_VALUE : micros(duration);
    long notBefore = v.startAt == null ? 0 : Micros.of(v.startAt);
    if (most != Long.MAX_VALUE && notBefore != Long.MAX_VALUE) {
      deadline = Math.min(deadline, Math.max(nowMicros.getAsLong(), notBefore) + most);
    }
    return new NewExecution.Start(
        v.idempotencyKey,
        null,
        0,
        v.tags,
        v.priority,
        notBefore,
        deadline == Long.MAX_VALUE ? 0 : Math.max(1, deadline), // 0 is none
        v.maxToolCalls == 0 ? defaultToolCalls : v.maxToolCalls,
        v.queue);
  }
}
