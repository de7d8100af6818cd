package dev.sluice.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.ExactReading;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run: what it was given, how each step ended, and when.
 *
 * <p>Immutable and thread-safe; containers are handed out as copies. Two records are equal if their
 * JSON is.
 */
public final class Execution {
  private final ExecutionParts parts;

  Execution(ExecutionParts parts) {
    this.parts = parts;
  }

  /**
   * Reads a record that {@link #toJson()} wrote.
   *
   * @param json the record
   * @return an execution equal to the one that was written
   * @throws IllegalArgumentException if the text isn't a record
   */
  public static Execution fromJson(String json) {
    return RecordReader.read(Objects.requireNonNull(json, "json"));
  }

  /**
   * Starts a record.
   *
   * @param id the execution's id
   * @param userId the caller who triggered it
   * @param inputs what it was given; ownership passes
   * @param createdAt when
   * @return a builder
   */
  public static ExecutionBuilder builder(
      String id, String userId, ObjectNode inputs, Instant createdAt) {
    return new ExecutionBuilder(id, userId, inputs, createdAt);
  }

  /**
   * The id.
   *
   * @return a UUIDv7 as text
   */
  public String id() {
    return parts.id;
  }

  /**
   * The workflow that was run.
   *
   * @return its id, or null for a workflow that has none
   */
  public @Nullable String workflowId() {
    return parts.workflowId;
  }

  /**
   * Who triggered it.
   *
   * @return the caller id
   */
  public String userId() {
    return parts.userId;
  }

  /**
   * How far it has come.
   *
   * @return the status
   */
  public ExecutionStatus status() {
    return parts.status;
  }

  /**
   * What it was given, with declared defaults added.
   *
   * @return a copy
   */
  public ObjectNode inputs() {
    return parts.inputs.deepCopy();
  }

  /**
   * How the steps ended: all that ended, and those that wait.
   *
   * @return an immutable list, by step number
   */
  public List<StepResult> stepResults() {
    return parts.stepResults;
  }

  /**
   * One step's result.
   *
   * @param stepNumber the step
   * @return it, or empty if the step isn't in the record (yet)
   */
  public Optional<StepResult> stepResult(int stepNumber) {
    return parts.stepResults.stream().filter(step -> step.stepNumber() == stepNumber).findFirst();
  }

  /**
   * What one step's tool gave.
   *
   * @param stepNumber the step
   * @return a copy; JSON null for a step without a result
   * @throws IllegalArgumentException if the step isn't in the record
   */
  public JsonNode result(int stepNumber) {
    return stepResult(stepNumber)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Step " + stepNumber + " isn't in the record of " + parts.id))
        .result();
  }

  /**
   * What one step's tool gave, as a Java type.
   *
   * @param stepNumber the step
   * @param type the type
   * @param <T> the type
   * @return the result, mapped by the object mapper of the engine that the record comes from, or by
   *     a plain one if it was read by {@link #fromJson}; null for JSON null
   * @throws IllegalArgumentException if the step isn't in the record, or the result doesn't fit
   */
  public <T> @Nullable T resultAs(int stepNumber, Class<T> type) {
    ObjectMapper own = parts.mapper;
    return ExactReading.convert(result(stepNumber), type, own == null ? Json.mapper() : own);
  }

  /**
   * Why it failed: one sentence that names the step.
   *
   * @return the message, or null
   */
  public @Nullable String error() {
    return parts.error;
  }

  /**
   * The failure's code.
   *
   * @return such as {@code timeout}; null for a run that didn't fail and for a plain failure of a
   *     tool
   */
  public @Nullable String errorCode() {
    return parts.errorCode;
  }

  /**
   * How long it took, from start to completion.
   *
   * @return milliseconds, or null until it has ended
   */
  public @Nullable Long executionTimeMs() {
    return parts.executionTimeMs;
  }

  /**
   * When it started.
   *
   * @return the time in microseconds, or null while it is pending
   */
  public @Nullable Instant startedAt() {
    return parts.startedAt;
  }

  /**
   * When it ended.
   *
   * @return the time in microseconds, or null until it has
   */
  public @Nullable Instant completedAt() {
    return parts.completedAt;
  }

  /**
   * When it was created.
   *
   * @return the time in microseconds
   */
  public Instant createdAt() {
    return parts.createdAt;
  }

  /**
   * What the workflow's output mapping yielded.
   *
   * @return a copy, or null where the workflow has none or the run hasn't succeeded
   */
  public @Nullable JsonNode output() {
    return parts.output == null ? null : parts.output.deepCopy();
  }

  /**
   * How the compensations ended, in the order in which they ran.
   *
   * @return an immutable list; empty where none ran
   */
  public List<CompensationResult> compensationResults() {
    return parts.compensationResults;
  }

  /**
   * The execution that started this one as a step of its own.
   *
   * @return its id, or null
   */
  public @Nullable String parentId() {
    return parts.parentId;
  }

  /**
   * The tags it was started with.
   *
   * @return an immutable list
   */
  public List<String> tags() {
    return parts.tags;
  }

  /**
   * For hosts that prefer an exception.
   *
   * @return this, if it succeeded
   * @throws ExecutionFailedException if it has any other status
   */
  public Execution orThrow() {
    if (parts.status != ExecutionStatus.SUCCESS) {
      throw new ExecutionFailedException(this);
    }
    return this;
  }

  /**
   * The record as compact JSON.
   *
   * @return one line
   */
  public String toJson() {
    return JsonText.compact(RecordWriter.write(parts));
  }

  /**
   * The record as JSON indented by 2.
   *
   * @return lines ended by LF, none at the end
   */
  public String toPrettyJson() {
    return JsonText.pretty(RecordWriter.write(parts));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Execution that && toJson().equals(that.toJson());
  }

  @Override
  public int hashCode() {
    return Objects.hash(parts.id, parts.status);
  }

  @Override
  public String toString() {
    return "Execution[" + parts.id + ", " + parts.status.text() + "]";
  }
}
