package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.internal.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tool call that undoes a step when its run fails or is cancelled later. Immutable.
 *
 * <p>A run's compensations together have as long again as the run had from its start to its
 * deadline, at least 10 seconds, and no bound if it had none. The step's timeout isn't theirs.
 */
public final class Compensation {
  private final String toolId;
  private final ObjectNode inputMapping;
  private final @Nullable RetryPolicy retry;
  private final boolean onUnknown;

  Compensation(
      String toolId, ObjectNode inputMapping, @Nullable RetryPolicy retry, boolean onUnknown) {
    this.toolId = toolId;
    this.inputMapping = inputMapping;
    this.retry = retry;
    this.onUnknown = onUnknown;
  }

  /**
   * Starts with a tool and no arguments.
   *
   * @param toolId the tool that undoes
   * @return a compensation
   * @throws NullPointerException if the id is null
   */
  public static Compensation of(String toolId) {
    return new Compensation(
        Objects.requireNonNull(toolId, "toolId"), Json.NODES.objectNode(), null, false);
  }

  /**
   * Adds an argument.
   *
   * @param name the argument
   * @param template its template; may use the step's own result, {@code item} and {@code index}
   * @return a copy with the argument
   */
  public Compensation input(String name, String template) {
    return input(name, TextNode.valueOf(template));
  }

  /**
   * Adds an argument of any JSON type.
   *
   * @param name the argument
   * @param mapping every string in it is a template
   * @return a copy with the argument
   * @throws IllegalArgumentException if the tree isn't JSON
   */
  public Compensation input(String name, JsonNode mapping) {
    ObjectNode changed = inputMapping.deepCopy();
    changed.set(Objects.requireNonNull(name, "name"), Nodes.copyOf(mapping, "the mapping"));
    return new Compensation(toolId, changed, retry, onUnknown);
  }

  /**
   * Sets how the compensation itself is retried.
   *
   * @param policy the policy
   * @return a copy with the policy
   */
  public Compensation retry(RetryPolicy policy) {
    return new Compensation(
        toolId, inputMapping, Objects.requireNonNull(policy, "policy"), onUnknown);
  }

  /**
   * Also compensates a step that timed out, of which nobody knows whether it had its effect.
   *
   * @return a copy that does
   */
  public Compensation onUnknown() {
    return new Compensation(toolId, inputMapping, retry, true);
  }

  /**
   * The tool that undoes.
   *
   * @return a tool id
   */
  public String toolId() {
    return toolId;
  }

  /**
   * The argument templates.
   *
   * @return a copy
   */
  public ObjectNode inputMapping() {
    return inputMapping.deepCopy();
  }

  /**
   * How the compensation is retried.
   *
   * @return a policy, or null for a single attempt
   */
  public @Nullable RetryPolicy retryPolicy() {
    return retry;
  }

  /**
   * Whether a step that timed out is compensated too.
   *
   * @return true if so
   */
  public boolean isOnUnknown() {
    return onUnknown;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Compensation that
        && toolId.equals(that.toolId)
        && inputMapping.equals(that.inputMapping)
        && Objects.equals(retry, that.retry)
        && onUnknown == that.onUnknown;
  }

  @Override
  public int hashCode() {
    return Objects.hash(toolId, inputMapping, retry, onUnknown);
  }

  @Override
  public String toString() {
    return "Compensation[" + toolId + "]";
  }
}
