package dev.sluice.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record is made of. Mutable only until an {@link Execution} wraps it. */
final class ExecutionParts {
  final String id;
  final String userId;
  final ObjectNode inputs;
  final Instant createdAt;
  @Nullable String workflowId;
  ExecutionStatus status = ExecutionStatus.PENDING;
  List<StepResult> stepResults = List.of();
  @Nullable String error;
  @Nullable String errorCode;
  @Nullable Long executionTimeMs;
  @Nullable Instant startedAt;
  @Nullable Instant completedAt;
  @Nullable JsonNode output;
  List<CompensationResult> compensationResults = List.of();
  @Nullable String parentId;
  List<String> tags = List.of();

  /** For whoever wants Java objects; no part of the record. */
  @Nullable ObjectMapper mapper;

  ExecutionParts(String id, String userId, ObjectNode inputs, Instant createdAt) {
    this.id = id;
    this.userId = userId;
    this.inputs = inputs;
    this.createdAt = createdAt;
  }
}
