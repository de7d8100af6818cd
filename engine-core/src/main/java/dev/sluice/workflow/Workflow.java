package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.JsonText;
import dev.sluice.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A workflow definition: an ordered list of steps, each of which names a tool and maps its
 * arguments with templates.
 *
 * <p>Immutable and thread-safe; checked for its form when it is built or read. Whether its
 * templates and tools are right is checked by an engine, which knows the tools. Holding a workflow
 * is permission to run it; visibility guards workflows that are registered with an engine, by id.
 */
public final class Workflow {
  private final WorkflowParts parts;
  private final List<Problem> problems;
  private volatile @Nullable String hash;

  /** Of the text, and not of {@link #hash}: to load that algorithm takes a program's start long. */
  private int hashCode;

  Workflow(WorkflowParts parts, List<Problem> problems) {
    this.parts = parts;
    this.problems = List.copyOf(problems);
  }

  /**
   * Reads a definition with the default limits.
   *
   * @param json the document
   * @return the workflow
   * @throws DefinitionRefusedException with every problem of form: JSON syntax, unknown fields,
   *     duplicate keys, wrong types
   */
  public static Workflow fromJson(String json) {
    return parse(json, Limits.defaults()).orRefuse();
  }

  /**
   * Reads a definition that may be faulty: what could be read is there, and {@link #problems()}
   * says what couldn't. An engine checks the rest of it, so that all problems are seen at once, and
   * never runs it.
   *
   * @param json the document
   * @param limits how large and deep it may be
   * @return a workflow, with problems where the document has some
   */
  public static Workflow parse(String json, Limits limits) {
    return DefinitionReader.read(
        Objects.requireNonNull(json, "json"), Objects.requireNonNull(limits, "limits"));
  }

  /**
   * Starts a definition in code. Steps without a number get the next one.
   *
   * @param name 1 to 128 characters
   * @return a builder
   */
  public static Builder builder(String name) {
    return new Builder(Objects.requireNonNull(name, "name"));
  }

  /**
   * What is wrong with the document that was parsed.
   *
   * @return an immutable list; empty for every workflow that {@link #fromJson} or a builder
   *     returned
   */
  public List<Problem> problems() {
    return problems;
  }

  private Workflow orRefuse() {
    if (!problems.isEmpty()) {
      throw new DefinitionRefusedException(problems);
    }
    return this;
  }

  /**
   * The id under which it is, or is to be, registered.
   *
   * @return the id, or null
   */
  public @Nullable String id() {
    return parts.id;
  }

  /**
   * The name.
   *
   * @return 1 to 128 characters
   */
  public String name() {
    return parts.name;
  }

  /**
   * The description.
   *
   * @return text for people, or null
   */
  public @Nullable String description() {
    return parts.description;
  }

  /**
   * The steps in document order. They run in the order of their numbers.
   *
   * @return an immutable list of 1 to 1,000 steps
   */
  public List<Step> steps() {
    return parts.steps;
  }

  /**
   * Who owns it, once registered.
   *
   * @return a caller id, or null
   */
  public @Nullable String ownerId() {
    return parts.ownerId;
  }

  /**
   * Who may execute it by its id, once registered.
   *
   * @return the visibility; private by default
   */
  public Visibility visibility() {
    return parts.visibility;
  }

  /**
   * The tags.
   *
   * @return an immutable list
   */
  public List<String> tags() {
    return parts.tags;
  }

  /**
   * When it was registered.
   *
   * @return the time, or null
   */
  public @Nullable Instant createdAt() {
    return parts.createdAt;
  }

  /**
   * When it was last changed. An update is based on this.
   *
   * @return the time, or null
   */
  public @Nullable Instant updatedAt() {
    return parts.updatedAt;
  }

  /**
   * What its inputs must look like.
   *
   * @return a copy of a JSON Schema (2020-12), or null where any object is admitted
   */
  public @Nullable ObjectNode inputSchema() {
    return parts.inputSchema == null ? null : parts.inputSchema.deepCopy();
  }

  /**
   * In which order steps run.
   *
   * @return the mode; sequential by default
   */
  public Mode mode() {
    return parts.mode;
  }

  /**
   * How many steps run at once in parallel mode.
   *
   * @return the bound, or 0 for none
   */
  public int maxConcurrency() {
    return parts.maxConcurrency;
  }

  /**
   * What the record's {@code output} is made of.
   *
   * @return a copy of a template mapping, or null where there is no output
   */
  public @Nullable JsonNode output() {
    return parts.output == null ? null : parts.output.deepCopy();
  }

  /**
   * The deadline of a whole run.
   *
   * @return milliseconds from its start, or 0 for none
   */
  public long timeoutMs() {
    return parts.timeoutMs;
  }

  /**
   * A copy as it is registered.
   *
   * @param newId the id
   * @param owner the owner's caller id
   * @param created when it was first registered
   * @param updated when this version was
   * @return a workflow that differs in these fields only
   */
  public Workflow registeredAs(String newId, String owner, Instant created, Instant updated) {
    WorkflowParts copy = parts.copy();
    copy.id = Objects.requireNonNull(newId, "newId");
    copy.ownerId = Objects.requireNonNull(owner, "owner");
    copy.createdAt = created;
    copy.updatedAt = updated;
    return new Workflow(copy, problems);
  }

  /**
   * The hash of the whole document, by which snapshots are kept.
   *
   * @return SHA-256 of {@link #toJson()} in UTF-8, as 64 lower-case hexadecimal digits
   */
  public String contentHash() {
    String known = hash;
    if (known == null) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        known = HexFormat.of().formatHex(digest.digest(toJson().getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
      hash = known;
    }
    return known;
  }

  /**
   * The definition as compact JSON, in the order of the format's documentation. Reading it gives an
   * equal workflow.
   *
   * @return one line
   */
  public String toJson() {
    return JsonText.compact(DefinitionWriter.workflow(this));
  }

  /**
   * The definition as JSON indented by 2.
   *
   * @return lines ended by LF, none at the end
   */
  public String toPrettyJson() {
    return JsonText.pretty(DefinitionWriter.workflow(this));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Workflow that && contentHash().equals(that.contentHash()));
  }

  @Override
  public int hashCode() {
    int known = hashCode;
    if (known == 0) {
      known = toJson().hashCode();
      hashCode = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return "Workflow[" + (parts.id == null ? "" : parts.id + ", ") + parts.name + "]";
  }

  /** Builds a definition in code. Not thread-safe. */
  public static final class Builder {
    private final WorkflowParts parts = new WorkflowParts();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();

    private Builder(String name) {
      parts.name = name;
    }

    /**
     * Sets the id.
     *
     * @param id 1 to 256 characters
     * @return this
     */
    public Builder id(String id) {
      parts.id = Objects.requireNonNull(id, "id");
      return this;
    }

    /**
     * Sets the description.
     *
     * @param text for people
     * @return this
     */
    public Builder description(String text) {
      parts.description = Objects.requireNonNull(text, "text");
      return this;
    }

    /**
     * Adds a step; without a number it gets the next one.
     *
     * @param step the step
     * @return this
     */
    public Builder step(Step step) {
      int last = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).stepNumber();
      steps.add(step.stepNumber() == 0 ? step.number(last + 1) : step);
      return this;
    }

    /**
     * Sets who may execute it once it is registered.
     *
     * @param visibility private by default
     * @return this
     */
    public Builder visibility(Visibility visibility) {
      parts.visibility = Objects.requireNonNull(visibility, "visibility");
      return this;
    }

    /**
     * Adds a tag.
     *
     * @param tag 1 to 256 characters
     * @return this
     */
    public Builder tag(String tag) {
      tags.add(Objects.requireNonNull(tag, "tag"));
      return this;
    }

    /**
     * Declares the inputs.
     *
     * @param schema a JSON Schema (2020-12)
     * @return this
     * @throws IllegalArgumentException if the tree isn't JSON
     */
    public Builder inputSchema(ObjectNode schema) {
      parts.inputSchema = (ObjectNode) Nodes.copyOf(schema, "the schema");
      return this;
    }

    /**
     * Sets in which order steps run.
     *
     * @param mode sequential by default
     * @return this
     */
    public Builder mode(Mode mode) {
      parts.mode = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /**
     * Bounds how many steps run at once in parallel mode.
     *
     * @param most 1 to 1,000
     * @return this
     * @throws IllegalArgumentException if the number is out of range
     */
    public Builder maxConcurrency(int most) {
      if (most < 1 || most > DefinitionReader.MOST_STEPS) {
        throw new IllegalArgumentException(
            "maxConcurrency must be from 1 to " + DefinitionReader.MOST_STEPS + ", but is " + most);
      }
      parts.maxConcurrency = most;
      return this;
    }

    /**
     * Sets what the record's output is made of.
     *
     * @param mapping every string in it, at any depth, is a template
     * @return this
     * @throws IllegalArgumentException if the tree isn't JSON
     */
    public Builder output(JsonNode mapping) {
      parts.output = Nodes.copyOf(mapping, "the output");
      return this;
    }

    /**
     * Sets the deadline of a whole run.
     *
     * @param fromStart at least 1 ms
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder timeout(Duration fromStart) {
      parts.timeoutMs = Timeouts.millis(fromStart);
      return this;
    }

    /**
     * Makes the workflow.
     *
     * @return an immutable workflow
     * @throws DefinitionRefusedException with every problem of form
     */
    public Workflow build() {
      WorkflowParts copy = parts.copy();
      copy.steps = List.copyOf(steps);
      copy.tags = List.copyOf(tags);
      String json = new Workflow(copy, List.of()).toJson();
      return parse(json, Limits.defaults()).orRefuse();
    }
  }
}
