package dev.sluice.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a record together: for stores, for the engine, and for a host's own tests. Not thread-safe;
 * {@link #build()} ends its use.
 */
public final class ExecutionBuilder {
  private final ExecutionParts parts;

  ExecutionBuilder(String id, String userId, ObjectNode inputs, Instant createdAt) {
    parts =
        new ExecutionParts(
            Objects.requireNonNull(id, "id"),
            Objects.requireNonNull(userId, "userId"),
            Objects.requireNonNull(inputs, "inputs"),
            Objects.requireNonNull(createdAt, "createdAt"));
  }

  /**
   * Sets the workflow.
   *
   * @param id its id, or null
   * @return this
   */
  public ExecutionBuilder workflowId(@Nullable String id) {
    parts.workflowId = id;
    return this;
  }

  /**
   * Sets what {@link Execution#resultAs} maps by. It is no part of the record.
   *
   * @param mapper the mapper, or null for a plain one
   * @return this
   */
  public ExecutionBuilder objectMapper(@Nullable ObjectMapper mapper) {
    parts.mapper = mapper;
    return this;
  }

  /**
   * Sets the status.
   *
   * @param status pending by default
   * @return this
   */
  public ExecutionBuilder status(ExecutionStatus status) {
    parts.status = Objects.requireNonNull(status, "status");
    return this;
  }

  /**
   * Sets the steps' results.
   *
   * @param results by step number; the list isn't copied and must not be changed any more
   * @return this
   */
  public ExecutionBuilder stepResults(List<StepResult> results) {
    parts.stepResults = Collections.unmodifiableList(results);
    return this;
  }

  /**
   * Sets why it failed.
   *
   * @param message the sentence, or null
   * @param code the code, or null for none and for {@code tool_error}
   * @return this
   */
  public ExecutionBuilder error(@Nullable String message, @Nullable String code) {
    parts.error = message;
    parts.errorCode = code;
    return this;
  }

  /**
   * Sets when it started.
   *
   * @param time the time, or null
   * @return this
   */
  public ExecutionBuilder startedAt(@Nullable Instant time) {
    parts.startedAt = time;
    return this;
  }

  /**
   * Sets when it ended.
   *
   * @param time the time, or null
   * @param tookMs milliseconds from its start, or null
   * @return this
   */
  public ExecutionBuilder completedAt(@Nullable Instant time, @Nullable Long tookMs) {
    parts.completedAt = time;
    parts.executionTimeMs = tookMs;
    return this;
  }

  /**
   * Sets the output.
   *
   * @param value what the output mapping yielded, or null
   * @return this
   */
  public ExecutionBuilder output(@Nullable JsonNode value) {
    parts.output = value;
    return this;
  }

  /**
   * Sets the compensations' results.
   *
   * @param results in the order in which they ran
   * @return this
   */
  public ExecutionBuilder compensationResults(List<CompensationResult> results) {
    parts.compensationResults = List.copyOf(results);
    return this;
  }

  /**
   * Sets the parent.
   *
   * @param id the execution that started this one, or null
   * @return this
   */
  public ExecutionBuilder parentId(@Nullable String id) {
    parts.parentId = id;
    return this;
  }

  /**
   * Sets the tags.
   *
   * @param tags what it was started with
   * @return this
   */
  public ExecutionBuilder tags(List<String> tags) {
    parts.tags = List.copyOf(tags);
    return this;
  }

  /**
   * Makes the record.
   *
   * @return an immutable execution
   */
  public Execution build() {
    return new Execution(parts);
  }
}
