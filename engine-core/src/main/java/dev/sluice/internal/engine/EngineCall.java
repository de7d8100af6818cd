package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.run.Work;
import dev.sluice.store.Micros;
import dev.sluice.tool.InvalidArgumentsException;
import dev.sluice.tool.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A call of a running step. */
final class EngineCall implements ToolCall {
  private final ActiveRun run;
  private final Work work;
  private volatile boolean cancelled;

  EngineCall(ActiveRun run, Work work) {
    this.run = run;
    this.work = work;
  }

  Work work() {
    return work;
  }

  long now() {
    return run.clock.nowMicros();
  }

  /** Nobody waits for it any more. */
  void cancel() {
    cancelled = true;
  }

  @Override
  public String toolId() {
    return work.toolId();
  }

  @Override
  public String toolName() {
    return work.id().compensation() ? work.toolId() : work.step().toolName();
  }

  @Override
  public ObjectNode arguments() {
    return work.arguments();
  }

  @Override
  public <T> T argumentsAs(Class<T> type) {
    ObjectMapper own = run.core.mapper();
    return InvalidArgumentsException.convert(
        work.arguments(), type, own == null ? Json.mapper() : own);
  }

  @Override
  public String executionId() {
    return run.execution.id();
  }

  @Override
  public int stepNumber() {
    return work.step().number();
  }

  @Override
  public String caller() {
    return run.execution.caller();
  }

  @Override
  public int attempt() {
    return work.attempt();
  }

  @Override
  public String idempotencyKey() {
    return run.execution.id() + ":" + work.id().path();
  }

  @Override
  public @Nullable Instant deadline() {
    return work.deadlineMicros() == Long.MAX_VALUE ? null : Micros.instant(work.deadlineMicros());
  }

  @Override
  public @Nullable Duration remaining() {
    if (work.deadlineMicros() == Long.MAX_VALUE) {
      return null;
    }
    return Duration.of(
        Math.max(0, work.deadlineMicros() - run.clock.nowMicros()), ChronoUnit.MICROS);
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public String completionToken() {
    return run.core.tokens().make(run.execution.id(), work.id().path(), work.attempt());
  }

  @Override
  public String toString() {
    return "ToolCall[" + toolId() + ", " + idempotencyKey() + ", attempt " + attempt() + "]";
  }
}
