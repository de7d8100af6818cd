package dev.sluice.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run is made from, and what never changes of it: the snapshot of its definition, its
 * inputs, who triggered it.
 *
 * <p>Immutable; the inputs are shared, not copied, and must not be changed by anyone.
 */
public final class NewExecution {
  private final String id;
  private final String caller;
  private final Workflow workflow;
  private final Map<String, Workflow> pinned;
  private final ObjectNode inputs;
  private final long createdMicros;
  private final Start start;

  /**
   * Makes it.
   *
   * @param id the execution's id
   * @param caller who triggered it
   * @param workflow the definition's snapshot
   * @param pinned by id, the definitions of the workflows that it uses as tools, as they were at
   *     the start
   * @param inputs in normal form, with declared defaults
   * @param createdMicros when, in microseconds since 1970
   * @param start how it was asked for
   */
  public NewExecution(
      String id,
      String caller,
      Workflow workflow,
      Map<String, Workflow> pinned,
      ObjectNode inputs,
      long createdMicros,
      Start start) {
    this.id = id;
    this.caller = caller;
    this.workflow = workflow;
    this.inputs = inputs;
    this.createdMicros = createdMicros;
    this.start = start;
    this.pinned = Map.copyOf(pinned);
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(workflow, "workflow");
    Objects.requireNonNull(inputs, "inputs");
    Objects.requireNonNull(start, "start");
  }

  /**
   * The execution's id.
   *
   * @return a UUIDv7 as text
   */
  public String id() {
    return id;
  }

  /**
   * Who triggered it.
   *
   * @return the caller id
   */
  public String caller() {
    return caller;
  }

  /**
   * The definition's snapshot.
   *
   * @return the workflow as it was at the start
   */
  public Workflow workflow() {
    return workflow;
  }

  /**
   * The workflows that it uses as tools.
   *
   * @return by id, the definitions as they were at the start; immutable
   */
  public Map<String, Workflow> pinned() {
    return pinned;
  }

  /**
   * The inputs.
   *
   * @return the shared node: read only
   */
  public ObjectNode inputs() {
    return inputs;
  }

  /**
   * When it was created.
   *
   * @return microseconds since 1970
   */
  public long createdMicros() {
    return createdMicros;
  }

  /**
   * How it was asked for.
   *
   * @return the options that outlive the call
   */
  public Start start() {
    return start;
  }

  /** The options of a start that outlive the call. Immutable. */
  public static final class Start {
    /** The queue of runs that name none. */
    public static final String DEFAULT_QUEUE = "default";

    /** No options. */
    public static final Start PLAIN =
        new Start(null, null, 0, List.of(), 0, 0, 0, 0, DEFAULT_QUEUE);

    private final @Nullable String idempotencyKey;
    private final @Nullable String parentId;
    private final int depth;
    private final List<String> tags;
    private final int priority;
    private final long notBeforeMicros;
    private final long deadlineMicros;
    private final int maxToolCalls;
    private final String queue;

    /**
     * Makes the options.
     *
     * @param idempotencyKey unique per caller, or null
     * @param parentId the execution that started this one, or null
     * @param depth how many executions stand above this one
     * @param tags for lists
     * @param priority higher first
     * @param notBeforeMicros the earliest start in microseconds since 1970, or 0
     * @param deadlineMicros the latest end in microseconds since 1970, or 0
     * @param maxToolCalls the most calls of tools, or 0 for no bound
     * @param queue which engines may claim it: those that serve this queue
     */
    public Start(
        @Nullable String idempotencyKey,
        @Nullable String parentId,
        int depth,
        List<String> tags,
        int priority,
        long notBeforeMicros,
        long deadlineMicros,
        int maxToolCalls,
        String queue) {
      this.idempotencyKey = idempotencyKey;
      this.parentId = parentId;
      this.depth = depth;
      this.tags = List.copyOf(tags);
      this.priority = priority;
      this.notBeforeMicros = notBeforeMicros;
      this.deadlineMicros = deadlineMicros;
      this.maxToolCalls = maxToolCalls;
      this.queue = Objects.requireNonNull(queue, "queue");
    }

    /**
     * The idempotency key.
     *
     * @return unique per caller, or null
     */
    public @Nullable String idempotencyKey() {
      return idempotencyKey;
    }

    /**
     * The parent.
     *
     * @return the execution that started this one, or null
     */
    public @Nullable String parentId() {
      return parentId;
    }

    /**
     * How many executions stand above this one.
     *
     * @return 0 for one that no other started
     */
    public int depth() {
      return depth;
    }

    /**
     * The tags.
     *
     * @return an immutable list
     */
    public List<String> tags() {
      return tags;
    }

    /**
     * The priority.
     *
     * @return higher first
     */
    public int priority() {
      return priority;
    }

    /**
     * The earliest start.
     *
     * @return microseconds since 1970, or 0
     */
    public long notBeforeMicros() {
      return notBeforeMicros;
    }

    /**
     * The latest end.
     *
     * @return microseconds since 1970, or 0
     */
    public long deadlineMicros() {
      return deadlineMicros;
    }

    /**
     * The most calls of tools.
     *
     * @return the bound, or 0 for none
     */
    public int maxToolCalls() {
      return maxToolCalls;
    }

    /**
     * Which engines may claim it.
     *
     * @return the name of a queue
     */
    public String queue() {
      return queue;
    }
  }
}
