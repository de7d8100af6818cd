package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.error.EngineClosedException;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.host.Host;
import dev.sluice.internal.json.Json;
import dev.sluice.limit.Limits;
import dev.sluice.store.Claimant;
import dev.sluice.store.Micros;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the drivers of one engine share. Thread-safe. */
public final class Core {
  /** For runs that can end now that nobody waits for their tools any more. */
  private static final Duration LAST_WRITES = Duration.ofSeconds(1);

  private final Host host;
  private final Limits limits;
  private final ToolSet tools;
  private final Store store;
  private final ObjectMapper mapper;
  private final Events events;
  private final Tokens tokens;
  private final Threads threads;
  private final ToolGate gate;
  private final ToolCaller caller;
  private final Duration cancelGrace;
  private final Claimant claimant;
  private final ConcurrentHashMap<String, RunDriver> active = new ConcurrentHashMap<>();
  private final Object admission = new Object();
  private volatile boolean closed;
  private final Leases leases;
  private final Parts parts;
  private volatile @Nullable Children children;
  private volatile @Nullable Worker worker;

  /**
   * Puts an engine together.
   *
   * @param parts what it is made of
   */
  public Core(Parts parts) {
    this.host = parts.host;
    this.limits = parts.limits;
    this.tools = parts.tools;
    this.store = new GuardedStore(parts.store);
    this.mapper = parts.mapper == null ? Json.mapper() : parts.mapper;
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

  /** What an engine is made of. Not thread-safe. */
  public static final class Parts {
    /** The surroundings. */
    public Host host = Host.system();

    /** The bounds. */
    public Limits limits = Limits.defaults();

    /** The tools. */
    public ToolSet tools = new ToolSet(List.of());

    /** Where things are kept. */
    public Store store;

    /** The host's own object mapper, or null. */
    public @Nullable ObjectMapper mapper;

    /** Who is told. */
    public List<ExecutionListener> listeners = List.of();

    /** The secret of completion tokens, or null for a random one. */
    public byte @Nullable [] tokenSecret;

    /** How many tools are called at once and how often. */
    public dev.sluice.tool.ToolLimits toolLimits = dev.sluice.tool.ToolLimits.none();

    /** How long a tool may take to heed an interruption. */
    public Duration cancelGrace = Duration.ofSeconds(5);

    /** How long a claim of a run holds without being renewed. */
    public Duration lease = Duration.ofSeconds(15);

    /** How long a run waits for a store that doesn't answer. */
    public Duration storeTimeout = Duration.ofSeconds(30);

    /** How often the store is asked for work and for messages. */
    public Duration poll = Duration.ofSeconds(1);

    /** From which queues runs are taken up. */
    public List<String> queues = List.of(NewExecution.Start.DEFAULT_QUEUE);

    /** How many runs are under way here before no more are taken up. */
    public int mostRuns = 64;

    /** How often a run is taken over from a crashed engine. */
    public int mostRecoveries = 20;

    /**
     * Starts with defaults.
     *
     * @param store where things are kept
     */
    public Parts(Store store) {
      this.store = Objects.requireNonNull(store, "store");
    }
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
   * @return the host's own mapper, or the engine's
   */
  public ObjectMapper mapper() {
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
    return store.executions().isShared();
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

  /** The drivers of the runs that are under way here. */
  List<RunDriver> actives() {
    return List.copyOf(active.values());
  }

  /** Leaves a message for a run; false if it isn't there, or has ended. */
  boolean post(@Nullable String caller, String executionId, Mail mail) {
    RunDriver driver = active.get(executionId);
    long came = driver == null ? nowMicros() : driver.now();
    boolean posted = store.executions().post(caller, executionId, Mail.write(mail, came));
    if (posted) {
      tell(executionId);
    }
    return posted;
  }

  /** A run has got a message. */
  void tell(String executionId) {
    RunDriver driver = active.get(executionId);
    if (driver == null) {
      nudge();
    } else {
      driver.mailArrived();
    }
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
   * The driver of a run that is under way here.
   *
   * @param executionId the run
   * @return its driver, or null
   */
  public @Nullable RunDriver active(String executionId) {
    return active.get(executionId);
  }

  /**
   * Lets a run in, if its caller hasn't too many under way here. Whoever was let in must be run or
   * submitted.
   *
   * @param driver of a run that isn't created yet
   * @param mostOfCaller how many runs that no other run started
   * @return false if it would be one too many
   */
  public boolean admit(RunDriver driver, int mostOfCaller) {
    synchronized (admission) {
      String caller = driver.execution().caller();
      if (active.values().stream().filter(other -> other.isOf(caller)).count() >= mostOfCaller) {
        return false;
      }
      active.put(driver.execution().id(), driver);
      return true;
    }
  }

  void enter(RunDriver driver) {
    active.put(driver.execution().id(), driver);
    // Asked after it can be seen: close() finds this run, or this run finds the engine closed.
    if (closed) {
      throw new EngineClosedException();
    }
  }

  void leave(RunDriver driver) {
    active.remove(driver.execution().id(), driver);
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
   * under way fail with the code {@code engine_closed}; one whose compensations can't end stays as
   * it is, and whoever waits for it gets an {@link EngineClosedException}.
   *
   * @param patience the time
   */
  public void close(Duration patience) {
    closed = true;
    Worker mine = worker;
    if (mine != null) {
      mine.stop();
    }
    List<RunDriver> drivers = List.copyOf(active.values());
    drivers.forEach(RunDriver::close);
    try {
      ended(drivers, patience);
      drivers.forEach(RunDriver::interrupt);
      ended(drivers, cancelGrace);
      drivers.forEach(RunDriver::giveUp);
      ended(drivers, LAST_WRITES);
    } catch (InterruptedException e) {
      drivers.forEach(RunDriver::interrupt);
      Thread.currentThread().interrupt();
    } finally {
      drivers.forEach(RunDriver::abandon);
      threads.close();
    }
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : duration.toNanos();
  }

  private static void ended(List<RunDriver> drivers, Duration patience)
      throws InterruptedException {
    CompletableFuture<?>[] all =
        drivers.stream().map(RunDriver::done).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(all).get(nanos(patience), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Those that failed have ended too; those that haven't are interrupted next.
    }
  }
}
