package dev.sluice.host;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an engine takes from its surroundings. Everything has a default; tests and simulations
 * replace it. Immutable.
 *
 * <p>Threads and timers that aren't given are made by the engine when they are first needed, and
 * closed by it.
 */
public final class Host {
  private static final Host SYSTEM = builder().build();

  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Supplier<String> ids;
  private final @Nullable RandomGenerator random;
  private final Sleeper sleeper;
  private final @Nullable Timers timers;
  private final @Nullable Executor toolExecutor;
  private final @Nullable Executor engineExecutor;
  private final ContextPropagator context;

  private Host(Builder builder) {
    this.clock = builder.clock;
    this.ticker = builder.ticker;
    this.ids = builder.ids;
    this.random = builder.random;
    this.sleeper = builder.sleeper;
    this.timers = builder.timers;
    this.toolExecutor = builder.toolExecutor;
    this.engineExecutor = builder.engineExecutor;
    this.context = builder.context;
  }

  /**
   * The system's clock, real waits, UUIDv7 ids.
   *
   * @return the host that an engine has if none is given
   */
  public static Host system() {
    return SYSTEM;
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The wall clock.
   *
   * @return where instants in records come from
   */
  public InstantSource clock() {
    return clock;
  }

  /**
   * The monotonic clock.
   *
   * @return nanoseconds from an arbitrary origin; where durations come from
   */
  public LongSupplier ticker() {
    return ticker;
  }

  /**
   * The ids of executions.
   *
   * @return gives a new UUIDv7 each time
   */
  public Supplier<String> ids() {
    return ids;
  }

  /**
   * Where jitter is drawn from.
   *
   * @return a source that the calling thread may use
   */
  public RandomGenerator random() {
    return random == null ? ThreadLocalRandom.current() : random;
  }

  /**
   * How executing threads wait.
   *
   * @return the sleeper
   */
  public Sleeper sleeper() {
    return sleeper;
  }

  /**
   * Runs something later.
   *
   * @return the host's own timers, or null if the engine shall make some
   */
  public @Nullable Timers timers() {
    return timers;
  }

  /**
   * Where tools are called that can't be called on the executing thread.
   *
   * @return the host's own executor, or null if the engine shall make one: with virtual threads
   *     where the JVM has them, else for at most 256 calls at once, after which others wait
   */
  public @Nullable Executor toolExecutor() {
    return toolExecutor;
  }

  /**
   * Where the engine does its own work: it advances runs that no thread executes, renews claims and
   * looks for work. No tool is called there.
   *
   * @return the host's own executor, or null if the engine shall make one, with at most 64 threads
   */
  public @Nullable Executor engineExecutor() {
    return engineExecutor;
  }

  /**
   * Carries thread-bound context to other threads.
   *
   * @return the propagator
   */
  public ContextPropagator context() {
    return context;
  }

  /** Replaces some of the surroundings. Not thread-safe. */
  public static final class Builder {
    private InstantSource clock = Clock.systemUTC();
    private LongSupplier ticker = System::nanoTime;
    private Supplier<String> ids = new UuidV7();
    private @Nullable RandomGenerator random;
    private Sleeper sleeper = Sleeper.REAL;
    private @Nullable Timers timers;
    private @Nullable Executor toolExecutor;
    private @Nullable Executor engineExecutor;
    private ContextPropagator context = ContextPropagator.NONE;

    private Builder() {}

    /**
     * Replaces the wall clock.
     *
     * @param source thread-safe
     * @return this
     */
    public Builder clock(InstantSource source) {
      this.clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Replaces the monotonic clock.
     *
     * @param nanos never runs backwards; thread-safe
     * @return this
     */
    public Builder ticker(LongSupplier nanos) {
      this.ticker = Objects.requireNonNull(nanos, "nanos");
      return this;
    }

    /**
     * Replaces the source of execution ids.
     *
     * @param source gives a new UUIDv7 as text each time; thread-safe
     * @return this
     */
    public Builder ids(Supplier<String> source) {
      this.ids = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Replaces the source of jitter.
     *
     * @param source thread-safe
     * @return this
     */
    public Builder random(RandomGenerator source) {
      this.random = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Replaces how executing threads wait.
     *
     * @param replacement thread-safe
     * @return this
     */
    public Builder sleeper(Sleeper replacement) {
      this.sleeper = Objects.requireNonNull(replacement, "replacement");
      return this;
    }

    /**
     * Gives the engine timers.
     *
     * @param own not closed by the engine
     * @return this
     */
    public Builder timers(Timers own) {
      this.timers = Objects.requireNonNull(own, "own");
      return this;
    }

    /**
     * Gives the engine an executor for tools. It may have few threads: a call that waits for one
     * times out, or is cancelled, like one that is at work.
     *
     * @param own not closed by the engine; a task that it refuses fails its step, and whatever else
     *     it throws fails the attempt with {@code tool_error}
     * @return this
     */
    public Builder toolExecutor(Executor own) {
      this.toolExecutor = Objects.requireNonNull(own, "own");
      return this;
    }

    /**
     * Gives the engine an executor for its own work, which takes little time but may wait for the
     * store. It must not share its threads with tools: a tool could hold up its own timeout.
     * Simulations need it; other hosts are well served with the engine's own threads.
     *
     * @param own not closed by the engine; what it refuses is done on the thread that asked
     * @return this
     */
    public Builder engineExecutor(Executor own) {
      this.engineExecutor = Objects.requireNonNull(own, "own");
      return this;
    }

    /**
     * Carries thread-bound context to other threads.
     *
     * @param propagator thread-safe
     * @return this
     */
    public Builder context(ContextPropagator propagator) {
      this.context = Objects.requireNonNull(propagator, "propagator");
      return this;
    }

    /**
     * Makes the host.
     *
     * @return immutable surroundings
     */
    public Host build() {
      return new Host(this);
    }
  }
}
