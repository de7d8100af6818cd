package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.internal.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a workflow: a tool, and a template for each of its arguments.
 *
 * <p>Immutable; every method that sets something returns a changed copy. Rules of form (lengths,
 * ranges, names) are checked when the step becomes part of a {@link Workflow}, all problems at
 * once. Nodes are copied on the way in and out.
 */
public final class Step {
  private final StepParts parts;

  Step(StepParts parts) {
    this.parts = parts;
  }

  /**
   * Starts a step.
   *
   * @param toolId the tool to call
   * @return a step without arguments and, until it is part of a workflow, without a number
   * @throws NullPointerException if the id is null
   */
  public static Step of(String toolId) {
    StepParts parts = new StepParts();
    parts.toolId = Objects.requireNonNull(toolId, "toolId");
    return new Step(parts);
  }

  /**
   * Sets the step number.
   *
   * @param number positive; steps run in ascending order
   * @return a copy
   */
  public Step number(int number) {
    StepParts changed = parts.copy();
    changed.number = number;
    return new Step(changed);
  }

  /**
   * Sets the name that records and errors show.
   *
   * @param toolName such as {@code Slack - Send Message}
   * @return a copy
   */
  public Step name(String toolName) {
    StepParts changed = parts.copy();
    changed.toolName = Objects.requireNonNull(toolName, "toolName");
    return new Step(changed);
  }

  /**
   * Sets the description.
   *
   * @param text for people
   * @return a copy
   */
  public Step description(String text) {
    StepParts changed = parts.copy();
    changed.description = Objects.requireNonNull(text, "text");
    return new Step(changed);
  }

  /**
   * Maps an argument.
   *
   * @param argument the argument's name
   * @param template such as {@code {{inputs.city}}}; text without a tag is itself
   * @return a copy
   */
  public Step input(String argument, String template) {
    return input(argument, TextNode.valueOf(Objects.requireNonNull(template, "template")));
  }

  /**
   * Maps an argument of any JSON type.
   *
   * @param argument the argument's name
   * @param mapping every string in it, at any depth, is a template
   * @return a copy
   * @throws IllegalArgumentException if the tree isn't JSON
   */
  public Step input(String argument, JsonNode mapping) {
    StepParts changed = parts.copy();
    changed.inputMapping = parts.inputMapping.deepCopy();
    changed.inputMapping.set(
        Objects.requireNonNull(argument, "argument"), Nodes.copyOf(mapping, "the mapping"));
    return new Step(changed);
  }

  /**
   * Sets an argument to a text as it is: text from elsewhere is never a template by accident.
   *
   * @param argument the argument's name
   * @param text any text
   * @return a copy
   */
  public Step literal(String argument, String text) {
    return literal(argument, TextNode.valueOf(Objects.requireNonNull(text, "text")));
  }

  /**
   * Sets an argument to a JSON value as it is: no string in it is a template.
   *
   * @param argument the argument's name
   * @param value any JSON value
   * @return a copy
   * @throws IllegalArgumentException if the tree isn't JSON
   */
  public Step literal(String argument, JsonNode value) {
    return input(argument, Literals.quoted(value));
  }

  /**
   * Gives the step a name that templates may use in place of its number.
   *
   * @param id of the form {@code [A-Za-z_][A-Za-z0-9_-]*}, unique in the workflow
   * @return a copy
   */
  public Step id(String id) {
    StepParts changed = parts.copy();
    changed.id = Objects.requireNonNull(id, "id");
    return new Step(changed);
  }

  /**
   * Runs the step only if a condition holds.
   *
   * @param condition one tag such as {@code {{inputs.notify}}}, or an operator object such as
   *     {@code {"equals": [a, b]}}
   * @return a copy
   * @throws IllegalArgumentException if the tree isn't JSON
   */
  public Step when(JsonNode condition) {
    StepParts changed = parts.copy();
    changed.when = Nodes.copyOf(condition, "the condition");
    return new Step(changed);
  }

  /**
   * Runs the step only if a value is truthy.
   *
   * @param tag one tag such as {@code {{inputs.notify}}}
   * @return a copy
   */
  public Step when(String tag) {
    return when(TextNode.valueOf(tag));
  }

  /**
   * Runs the step once for each element of an array.
   *
   * @param items a template that yields an array, usually one tag
   * @return a copy
   * @throws IllegalArgumentException if the tree isn't JSON
   */
  public Step forEach(JsonNode items) {
    StepParts changed = parts.copy();
    changed.forEach = Nodes.copyOf(items, "the items");
    return new Step(changed);
  }

  /**
   * Runs the step once for each element of an array.
   *
   * @param tag one tag that yields an array, such as {@code {{inputs.cities}}}
   * @return a copy
   */
  public Step forEach(String tag) {
    return forEach(TextNode.valueOf(tag));
  }

  /**
   * Bounds how many items of a loop run at once.
   *
   * @param most at least 1
   * @return a copy
   */
  public Step maxConcurrency(int most) {
    StepParts changed = parts.copy();
    changed.maxConcurrency = most;
    return new Step(changed);
  }

  /**
   * Sets when and how often a failed attempt is made again.
   *
   * @param policy the policy
   * @return a copy
   */
  public Step retry(RetryPolicy policy) {
    StepParts changed = parts.copy();
    changed.retry = Objects.requireNonNull(policy, "policy");
    return new Step(changed);
  }

  /**
   * Bounds each attempt.
   *
   * @param perAttempt at least 1 ms
   * @return a copy
   * @throws IllegalArgumentException if it is less
   */
  public Step timeout(Duration perAttempt) {
    StepParts changed = parts.copy();
    changed.timeoutMs = Timeouts.millis(perAttempt);
    return new Step(changed);
  }

  /**
   * Sets what a failure means to the run.
   *
   * @param policy the policy
   * @return a copy
   */
  public Step onError(OnError policy) {
    StepParts changed = parts.copy();
    changed.onError = Objects.requireNonNull(policy, "policy");
    return new Step(changed);
  }

  /**
   * Sets what to do about a call of which nobody knows whether it had its effect.
   *
   * @param policy the policy
   * @return a copy
   */
  public Step onUncertain(OnUncertain policy) {
    StepParts changed = parts.copy();
    changed.onUncertain = Objects.requireNonNull(policy, "policy");
    return new Step(changed);
  }

  /**
   * Sets the call that undoes the step.
   *
   * @param compensation the call
   * @return a copy
   */
  public Step compensate(Compensation compensation) {
    StepParts changed = parts.copy();
    changed.compensate = Objects.requireNonNull(compensation, "compensation");
    return new Step(changed);
  }

  /**
   * Names steps that must end first, in parallel mode.
   *
   * @param steps step ids, or step numbers as text
   * @return a copy
   */
  public Step after(String... steps) {
    StepParts changed = parts.copy();
    changed.after = List.of(steps);
    changed.afterAsRead = null;
    return new Step(changed);
  }

  /**
   * The step number.
   *
   * @return positive; 0 for a step that isn't part of a workflow yet and wasn't given one
   */
  public int stepNumber() {
    return parts.number;
  }

  /**
   * The tool to call.
   *
   * @return a tool id
   */
  public String toolId() {
    return parts.toolId;
  }

  /**
   * The name that records and errors show.
   *
   * @return the tool's name; its id where none was given
   */
  public String toolName() {
    return parts.toolName == null ? parts.toolId : parts.toolName;
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
   * The argument templates.
   *
   * @return a copy
   */
  public ObjectNode inputMapping() {
    return parts.inputMapping.deepCopy();
  }

  /**
   * The step's name for templates.
   *
   * @return the id, or null
   */
  public @Nullable String id() {
    return parts.id;
  }

  /**
   * The condition.
   *
   * @return a copy, or null for a step that always runs
   */
  public @Nullable JsonNode when() {
    return parts.when == null ? null : parts.when.deepCopy();
  }

  /**
   * The loop's items.
   *
   * @return a copy of their template, or null for a step that isn't a loop
   */
  public @Nullable JsonNode forEach() {
    return parts.forEach == null ? null : parts.forEach.deepCopy();
  }

  /**
   * How many items of a loop run at once.
   *
   * @return at least 1
   */
  public int maxConcurrency() {
    return parts.maxConcurrency;
  }

  /**
   * When and how often a failed attempt is made again.
   *
   * @return the policy, or null for a single attempt
   */
  public @Nullable RetryPolicy retry() {
    return parts.retry;
  }

  /**
   * The bound of each attempt.
   *
   * @return milliseconds, or 0 for none
   */
  public long timeoutMs() {
    return parts.timeoutMs;
  }

  /**
   * What a failure means to the run.
   *
   * @return the policy
   */
  public OnError onError() {
    return parts.onError;
  }

  /**
   * What to do about a call of which nobody knows whether it had its effect.
   *
   * @return the policy, or null where the tool's hints decide: a tool that is destructive and not
   *     idempotent isn't called again, others are
   */
  public @Nullable OnUncertain onUncertain() {
    return parts.onUncertain;
  }

  /**
   * The call that undoes the step.
   *
   * @return the call, or null
   */
  public @Nullable Compensation compensate() {
    return parts.compensate;
  }

  /**
   * The steps that must end first, in parallel mode.
   *
   * @return an immutable list of step ids or numbers as text
   */
  public List<String> after() {
    return parts.after;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Step that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The step as compact JSON. */
  @Override
  public String toString() {
    return dev.sluice.internal.json.JsonText.compact(toNode());
  }

  @Nullable JsonNode afterAsRead() {
    return parts.afterAsRead;
  }

  ObjectNode toNode() {
    return DefinitionWriter.step(Json.NODES.objectNode(), this);
  }
}
