package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.error.EngineClosedException;
import dev.sluice.host.Host;
import dev.sluice.internal.Nullable;
import dev.sluice.limit.Limits;
import dev.sluice.store.Claimant;
import dev.sluice.store.Micros;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What the runs of one engine share. Thread-safe. */
public final class Core {
  private final Host host;
  private final Limits limits;
  private final ToolSet tools;
  private final Store store;

  /** What the store says of itself, once it was asked. */
  private @Nullable Boolean shared;

  private final @Nullable ObjectMapper mapper;
  private final Events events;
  private final Tokens tokens;
  private final Threads threads;
  private final ToolGate gate;
  private final ToolCaller caller;
  private final Duration cancelGrace;
  private final Claimant claimant;
  private final ActiveRuns active = new ActiveRuns(this);
  private volatile boolean closed;
  private final Leases leases;
  private final EngineParts parts;
  private volatile @Nullable Children children;
  private volatile @Nullable Worker worker;

  /**
   * Puts an engine together.
   *
   * @param parts what it is made of
   */
  public Core(EngineParts parts) {
    this.host = parts.host;
    this.limits = parts.limits;
    this.tools = parts.tools;
    this.store = new GuardedStore(parts.store);
    this.mapper = parts.mapper;
    this.events = new Events(parts.listeners);
    this.tokens = new Tokens(parts.tokenSecret, store);
    this.threads = new Threads(host);
    this.gate = new ToolGate(parts.toolLimits, host, threads);
    this.caller = new ToolCaller(tools, mapper, limits);
    this.cancelGrace = parts.cancelGrace;
    this.leases = new Leases(this);
    this.parts = parts;
    this.claimant = new Claimant(host.ids().get(), nanos(parts.lease) / 1_000);
  }

  /**
   * The surroundings.
   *
   * @return the host
   */
  public Host host() {
    return host;
  }

  /**
   * The bounds.
   *
   * @return the limits
   */
  public Limits limits() {
    return limits;
  }

  /**
   * The tools.
   *
   * @return all invokers as one
   */
  public ToolSet tools() {
    return tools;
  }

  /**
   * Where things are kept.
   *
   * @return the store
   */
  public Store store() {
    return store;
  }

  /**
   * Maps values of hosts and tools.
   *
   * @return the host's own mapper, or null for the engine's
   */
  public @Nullable ObjectMapper mapper() {
    return mapper;
  }

  Events events() {
    return events;
  }

  /**
   * Completion tokens.
   *
   * @return the tokens of this engine
   */
  public Tokens tokens() {
    return tokens;
  }

  Threads threads() {
    return threads;
  }

  ToolGate gate() {
    return gate;
  }

  Children children() {
    return Objects.requireNonNull(children, "children");
  }

  void serve(Children forChildren, Worker forOthers) {
    children = forChildren;
    worker = forOthers;
  }

  Leases leases() {
    return leases;
  }

  /** Whether several engines may work on the store's runs. */
  boolean isShared() {
    Boolean known = shared;
    if (known == null) {
      known = store.executions().isShared();
      shared = known;
    }
    return known;
  }

  /** Takes up runs that nobody works on, from now on. */
  public void start() {
    if (closed) {
      throw new EngineClosedException();
    }
    Worker mine = worker;
    if (mine != null && isShared()) {
      mine.start();
    }
  }

  /** There may be a run to take up. */
  void nudge() {
    Worker mine = worker;
    if (mine != null) {
      mine.nudge();
    }
  }

  /** Whether a run that waits is better released: this engine or another will take it up again. */
  boolean releases() {
    Worker mine = worker;
    return mine != null && mine.isStarted();
  }

  /** Whether a submitted run can begin here at once. */
  boolean takesUp(NewExecution execution) {
    return releases()
        && active.size() < parts.mostRuns
        && parts.queues.contains(execution.start().queue())
        && execution.start().notBeforeMicros() <= nowMicros();
  }

  int mostRuns() {
    return parts.mostRuns;
  }

  List<String> queues() {
    return parts.queues;
  }

  int mostRecoveries() {
    return parts.mostRecoveries;
  }

  long pollMicros() {
    return nanos(parts.poll) / 1_000;
  }

  /** Some four times within a lease. */
  long renewalMicros() {
    return claimant.leaseMicros() * 4 / 15;
  }

  long storeTimeoutMicros() {
    return nanos(parts.storeTimeout) / 1_000;
  }

  /**
   * Asks the store for a caller, who waits if it doesn't answer at once.
   *
   * @param question what may be asked twice
   * @param <T> what is answered
   * @return the answer
   */
  public <T> T ask(Supplier<T> question) {
    return Patience.ask(this, question);
  }

  /** The runs that are under way here. */
  ActiveRuns active() {
    return active;
  }

  ToolCaller caller() {
    return caller;
  }

  long cancelGraceMicros() {
    return Math.min(nanos(cancelGrace), nanos(Duration.ofDays(36_500))) / 1_000;
  }

  Claimant claimant() {
    return claimant;
  }

  /**
   * Now, as records show it.
   *
   * @return microseconds since 1970
   */
  public long nowMicros() {
    return Micros.of(host.clock().instant());
  }

  /**
   * Whether nothing new starts.
   *
   * @return true once it is closing
   */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Starts nothing new, lets running tools end within a time, then interrupts them. Runs that were
   * under way fail with the code {@code engine_closed}. Compensations are interrupted like other
   * tools, and none begins after the time; a run in which something is still to be undone then
   * stays as it is, and whoever executes it or waits for it gets an {@link EngineClosedException}.
   *
   * @param patience the time
   */
  public void close(Duration patience) {
    closed = true;
    Worker mine = worker;
    if (mine != null) {
      mine.stop();
    }
    try {
      active.close(patience, cancelGrace);
    } finally {
      threads.close();
    }
  }

  static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : duration.toNanos();
  }
}
