package dev.sluice;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.error.Problem;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.host.Host;
import dev.sluice.internal.engine.Core;
import dev.sluice.internal.engine.EngineParts;
import dev.sluice.internal.engine.Executions;
import dev.sluice.internal.engine.Runs;
import dev.sluice.internal.engine.ToolSet;
import dev.sluice.limit.Limits;
import dev.sluice.schema.SchemaValidator;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Store;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolLimits;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Runs workflows.
 *
 * <pre>{@code
 * WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
 * Execution execution = engine.execute(workflow, Map.of("city", "San Francisco"));
 * }</pre>
 *
 * <p>Thread-safe; one engine serves a whole application. Without {@link #as} it acts as one default
 * caller, {@value #DEFAULT_CALLER}, who counts as authenticated.
 */
public final class WorkflowEngine extends CallerOperations implements AutoCloseable {
  /** The caller that the engine acts as where none is named. */
  public static final String DEFAULT_CALLER = "local";

  private final Core core;
  private final Runs runs;
  private final Executions executions;
  private final CallerActions.Budgets budgets;
  private final @Nullable CallerActions local;
  private final Duration closePatience;

  private WorkflowEngine(Builder builder) {
    this.core = new Core(builder.parts());
    this.runs = new Runs(core, builder.schemaValidator);
    this.executions = new Executions(core, runs);
    this.budgets =
        new CallerActions.Budgets(
            builder.maxToolCalls,
            builder.maxDuration,
            builder.maxRunsPerCaller,
            builder.durability);
    this.local =
        builder.requireCaller
            ? null
            : new CallerActions(core, runs, executions, budgets, DEFAULT_CALLER);
    this.closePatience = builder.closePatience;
  }

  /**
   * Starts an engine.
   *
   * @return a builder with good defaults for everything but the tools
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  CallerActions actions() {
    CallerActions mine = local;
    if (mine == null) {
      throw new IllegalStateException("this engine requires a caller: use engine.as(callerId)");
    }
    return mine;
  }

  /**
   * A caller's view of the engine.
   *
   * @param callerId who it is, as the host authenticated them: 1 to 256 characters without controls
   * @return the view
   * @throws IllegalArgumentException if the id isn't of this form
   */
  public CallerView as(String callerId) {
    return new CallerView(
        new CallerActions(
            core, runs, executions, budgets, Objects.requireNonNull(callerId, "callerId")));
  }

  /**
   * An operator's view of the engine.
   *
   * @return a view that sees every caller's runs
   */
  public AdminView admin() {
    return new AdminView(executions);
  }

  /**
   * Says everything that is wrong with a definition, without running it.
   *
   * @param workflow a definition; {@link Workflow#parse} makes one even of a faulty document
   * @return errors and warnings, in document order; without an error the engine would run it
   */
  public List<Problem> check(Workflow workflow) {
    return runs.check(Objects.requireNonNull(workflow, "workflow"));
  }

  /**
   * Takes up, from now on, the runs in the store that nobody works on: submitted ones, those whose
   * wait is over, and those whose engine crashed. Without it an engine runs only what is executed
   * on it. Idempotent; without effect on a store in memory, where submitted runs begin at once.
   *
   * @throws dev.sluice.error.EngineClosedException if the engine was closed
   */
  public void start() {
    core.start();
  }

  /**
   * Starts nothing new, lets running tools end within the patience that the builder set, then
   * interrupts them, and gives up those that don't heed it. Runs in a store that engines share are
   * released: another engine, or the next one, goes on with them. Other runs that were under way
   * fail with the code {@code engine_closed}; compensations too are interrupted after the patience,
   * and no other begins. Where something is still to be undone then, the run stays running, and
   * whoever executes it or waits for it gets an {@link dev.sluice.error.EngineClosedException}.
   * Idempotent. The store and the invokers aren't closed: they are the host's.
   */
  @Override
  public void close() {
    core.close(closePatience);
  }

  /** Sets up an engine. Not thread-safe. */
  public static final class Builder {
    private final List<ToolInvoker> invokers = new ArrayList<>();
    private final List<ExecutionListener> listeners = new ArrayList<>();
    private @Nullable Store store;
    private Host host = Host.system();
    private Limits limits = Limits.defaults();
    private ToolLimits toolLimits = ToolLimits.none();
    private @Nullable ObjectMapper mapper;
    private byte @Nullable [] completionSecret;
    private @Nullable SchemaValidator schemaValidator;
    private boolean requireCaller;
    private int maxToolCalls;
    private @Nullable Duration maxDuration;
    private int maxRunsPerCaller;
    private Duration closePatience = Duration.ofSeconds(10);
    private Duration cancelGrace = Duration.ofSeconds(5);
    private Durability durability = Durability.EVERY_STEP;
    private Duration lease = Duration.ofSeconds(15);
    private Duration poll = Duration.ofSeconds(1);
    private Duration storeTimeout = Duration.ofSeconds(30);
    private List<String> queues = List.of(NewExecution.Start.DEFAULT_QUEUE);
    private int mostRuns = 64;
    private int mostRecoveries = 20;

    private Builder() {}

    /**
     * Adds tools; may be called several times.
     *
     * @param invoker calls them
     * @return this
     */
    public Builder tools(ToolInvoker invoker) {
      invokers.add(Objects.requireNonNull(invoker, "invoker"));
      return this;
    }

    /**
     * Adds every {@link ToolInvoker} that {@link ServiceLoader} finds.
     *
     * @param loader where to look
     * @return this
     */
    public Builder toolsFromServiceLoader(ClassLoader loader) {
      ServiceLoader.load(ToolInvoker.class, loader).forEach(invokers::add);
      return this;
    }

    /**
     * Sets where executions and registered workflows are kept.
     *
     * @param keep a store; in memory, with the newest 1,000 ended executions, by default
     * @return this
     */
    public Builder store(Store keep) {
      this.store = Objects.requireNonNull(keep, "keep");
      return this;
    }

    /**
     * Adds someone who is told about the progress of runs.
     *
     * @param listener thread-safe
     * @return this
     */
    public Builder listener(ExecutionListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Sets the bounds.
     *
     * @param bounds the defaults where none are set
     * @return this
     */
    public Builder limits(Limits bounds) {
      this.limits = Objects.requireNonNull(bounds, "bounds");
      return this;
    }

    /**
     * Sets how many tools are called at once and how often.
     *
     * @param bounds none by default
     * @return this
     */
    public Builder toolLimits(ToolLimits bounds) {
      this.toolLimits = Objects.requireNonNull(bounds, "bounds");
      return this;
    }

    /**
     * Sets the mapper for typed tools, for inputs and results that aren't plain JSON, and for the
     * results that its records give as Java objects. Whatever it is configured to, JSON keeps its
     * numbers.
     *
     * @param own the host's own; not changed
     * @return this
     */
    public Builder objectMapper(ObjectMapper own) {
      this.mapper = Objects.requireNonNull(own, "own");
      return this;
    }

    /**
     * Replaces the surroundings: clocks, ids, threads.
     *
     * @param surroundings the system's by default
     * @return this
     */
    public Builder host(Host surroundings) {
      this.host = Objects.requireNonNull(surroundings, "surroundings");
      return this;
    }

    /**
     * Sets the secret that completion tokens are made with, so that they outlive the engine.
     *
     * @param secret at least 16 bytes; random by default
     * @return this
     * @throws IllegalArgumentException if it is shorter
     */
    public Builder completionSecret(byte[] secret) {
      if (secret.length < 16) {
        throw new IllegalArgumentException(
            "the secret must have at least 16 bytes, but has " + secret.length);
      }
      this.completionSecret = secret.clone();
      return this;
    }

    /**
     * Plugs in a full JSON Schema validator, for input schemas with keywords that the engine
     * doesn't enforce itself.
     *
     * @param validator thread-safe; none by default: then such a schema is refused
     * @return this
     */
    public Builder schemaValidator(SchemaValidator validator) {
      this.schemaValidator = Objects.requireNonNull(validator, "validator");
      return this;
    }

    /**
     * Makes acting without {@link WorkflowEngine#as} an error.
     *
     * @return this
     */
    public Builder requireCaller() {
      this.requireCaller = true;
      return this;
    }

    /**
     * Bounds how many calls of tools a run makes, where its options don't say.
     *
     * @param most at least 1; no bound by default
     * @return this
     */
    public Builder maxToolCalls(int most) {
      this.maxToolCalls = positive(most);
      return this;
    }

    /**
     * Bounds the wall time of a run, where its options don't say.
     *
     * @param most more than 0; no bound by default
     * @return this
     * @throws IllegalArgumentException if it isn't positive
     */
    public Builder maxDuration(Duration most) {
      if (most.isNegative() || most.isZero()) {
        throw new IllegalArgumentException("the longest duration must be positive, but is " + most);
      }
      this.maxDuration = most;
      return this;
    }

    /**
     * Bounds how many runs of one caller are under way at once; one more is recorded as failed with
     * {@code too_many_runs}, and not under its idempotency key. A submitted run that isn't due yet
     * doesn't count.
     *
     * @param most at least 1; no bound by default
     * @return this
     */
    public Builder maxRunsPerCaller(int most) {
      this.maxRunsPerCaller = positive(most);
      return this;
    }

    /**
     * Sets how long {@link WorkflowEngine#close} lets running tools end before it interrupts them.
     *
     * @param patience 10 seconds by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder closePatience(Duration patience) {
      this.closePatience = notNegative(patience);
      return this;
    }

    /**
     * Sets how long a tool on another thread may take to heed its interruption when its run is
     * cancelled; then it is given up.
     *
     * @param grace 5 seconds by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder cancelGrace(Duration grace) {
      this.cancelGrace = notNegative(grace);
      return this;
    }

    /**
     * Sets when runs are written into the store, where their options don't say.
     *
     * @param when {@link Durability#EVERY_STEP} by default
     * @return this
     */
    public Builder durability(Durability when) {
      this.durability = Objects.requireNonNull(when, "when");
      return this;
    }

    /**
     * Sets how long the claim of a run holds without being renewed: so much later at most, plus a
     * poll, another engine goes on with a run whose engine crashed. It is renewed some four times
     * within this time.
     *
     * @param time at least 100 milliseconds; 15 seconds by default
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder lease(Duration time) {
      if (time.compareTo(Duration.ofMillis(100)) < 0) {
        throw new IllegalArgumentException("the lease must be at least 100 ms, but is " + time);
      }
      this.lease = time;
      return this;
    }

    /**
     * Sets how often a started engine asks the store for work, and looks for messages to its runs.
     *
     * @param interval at least 10 milliseconds; 1 second by default
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder pollInterval(Duration interval) {
      if (interval.compareTo(Duration.ofMillis(10)) < 0) {
        throw new IllegalArgumentException(
            "the poll interval must be at least 10 ms, but is " + interval);
      }
      this.poll = interval;
      return this;
    }

    /**
     * Sets how long a run, or a caller who asks for one, waits for a store that doesn't answer.
     * Then {@code execute} throws {@link dev.sluice.error.StoreUnavailableException}, and the run
     * can be resumed by any engine.
     *
     * @param time 30 seconds by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder storeTimeout(Duration time) {
      this.storeTimeout = notNegative(time);
      return this;
    }

    /**
     * Sets from which queues a started engine takes up runs.
     *
     * @param names {@code default} by default
     * @return this
     * @throws IllegalArgumentException if there is none
     */
    public Builder queues(String... names) {
      if (names.length == 0) {
        throw new IllegalArgumentException("an engine must serve at least one queue");
      }
      this.queues = List.of(names);
      return this;
    }

    /**
     * Sets how many runs may be under way before a started engine takes up no more.
     *
     * @param most at least 1; 64 by default
     * @return this
     */
    public Builder maxClaimedRuns(int most) {
      this.mostRuns = positive(most);
      return this;
    }

    /**
     * Sets how often a run is taken over from crashed engines before it fails with {@code
     * too_many_recoveries}: it may be what crashes them. One that can't be read counts as such.
     *
     * @param most at least 1; 20 by default
     * @return this
     */
    public Builder maxRecoveries(int most) {
      this.mostRecoveries = positive(most);
      return this;
    }

    private static Duration notNegative(Duration time) {
      if (time.isNegative()) {
        throw new IllegalArgumentException("the time must not be negative, but is " + time);
      }
      Duration most = Duration.ofDays(36_500);
      return time.compareTo(most) > 0 ? most : time;
    }

    private static int positive(int most) {
      if (most < 1) {
        throw new IllegalArgumentException("the bound must be at least 1, but is " + most);
      }
      return most;
    }

    private EngineParts parts() {
      EngineParts parts = new EngineParts(store == null ? Store.inMemory() : store);
      parts.host = host;
      parts.limits = limits;
      parts.tools = new ToolSet(invokers);
      parts.mapper = mapper;
      parts.listeners = listeners;
      parts.tokenSecret = completionSecret;
      parts.toolLimits = toolLimits;
      parts.cancelGrace = cancelGrace;
      parts.lease = lease;
      parts.poll = poll;
      parts.storeTimeout = storeTimeout;
      parts.queues = queues;
      parts.mostRuns = mostRuns;
      parts.mostRecoveries = mostRecoveries;
      return parts;
    }

    /**
     * Makes the engine. It starts no thread until something needs one.
     *
     * @return an engine; close it when the application ends
     * @throws IllegalArgumentException if two invokers claim one tool id
     * @throws dev.sluice.error.ToolCatalogException if the catalog of an invoker throws
     */
    public WorkflowEngine build() {
      return new WorkflowEngine(this);
    }
  }
}
