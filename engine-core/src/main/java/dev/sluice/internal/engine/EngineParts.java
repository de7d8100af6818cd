package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.execution.ExecutionListener;
import dev.sluice.host.Host;
import dev.sluice.internal.Nullable;
import dev.sluice.limit.Limits;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Store;
import dev.sluice.tool.ToolLimits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What an engine is made of. Not thread-safe. */
public final class EngineParts {
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
  public ToolLimits toolLimits = ToolLimits.none();

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
  public EngineParts(Store store) {
    this.store = Objects.requireNonNull(store, "store");
  }
}
