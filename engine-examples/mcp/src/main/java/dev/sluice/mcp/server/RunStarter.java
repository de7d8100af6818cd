package dev.sluice.mcp.server;

import dev.sluice.CallerOperations;
import dev.sluice.ExecuteOptions;
import dev.sluice.error.EngineException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.mcp.internal.wire.Wire;
import dev.sluice.mcp.server.StepProgress.Watch;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Runs a workflow for a request: started once, waited for as long as the server waits. */
final class RunStarter {
  private final CallerOperations caller;
  private final @Nullable StepProgress progress;
  private final Requests requests;
  private final Duration most;

  RunStarter(
      CallerOperations caller, @Nullable StepProgress progress, Requests requests, Duration most) {
    this.caller = caller;
    this.progress = progress;
    this.requests = requests;
    this.most = most;
  }

  Mono<CallToolResult> run(
      McpAsyncServerExchange exchange,
      CallToolRequest request,
      String workflowId,
      Map<String, Object> inputs,
      @Nullable String key) {
    ExecuteOptions options = ExecuteOptions.defaults();
    String idempotencyKey = key == null ? keyOf(request) : key;
    if (idempotencyKey != null) {
      options = options.withIdempotencyKey(idempotencyKey);
    }
    Execution started = caller.submit(workflowId, inputs, options);
    String id = started.id();
    Watch watch = watch(exchange, request, workflowId, started);
    requests.onCancel(
        exchange.transportContext(),
        () -> {
          // The client has forgotten the token.
          if (watch != null) {
            watch.close();
          }
          caller.cancel(id);
        });
    CompletableFuture<Execution> end =
        caller
            .whenEnded(id)
            .toCompletableFuture()
            .completeOnTimeout(started, most.toNanos(), TimeUnit.NANOSECONDS);
    return Mono.fromFuture(end)
        .map(
            record -> {
              Execution latest = ended(record) ? record : caller.findExecution(id).orElse(record);
              if (watch != null) {
                watch.catchUp(latest);
              }
              return Answers.record(latest);
            })
        .doFinally(
            signal -> {
              if (watch != null) {
                watch.close();
              }
            });
  }

  private static boolean ended(Execution execution) {
    return execution.status() != ExecutionStatus.PENDING
        && execution.status() != ExecutionStatus.RUNNING;
  }

  private static @Nullable String keyOf(CallToolRequest request) {
    Object key = request.meta() == null ? null : request.meta().get(Wire.IDEMPOTENCY_KEY);
    return key instanceof String text ? text : null;
  }

  private @Nullable Watch watch(
      McpAsyncServerExchange exchange,
      CallToolRequest request,
      String workflowId,
      Execution started) {
    Object token = request.meta() == null ? null : request.meta().get("progressToken");
    if (progress == null || token == null) {
      return null;
    }
    double total = caller.find(workflowId).map(w -> w.steps().size()).orElse(0);
    Watch watch =
        progress.watch(
            started.id(),
            (steps, number, name, status) ->
                exchange
                    .progressNotification(
                        McpSchema.ProgressNotification.builder(token, steps)
                            .total(total == 0 ? null : (Double) total)
                            .message("Step " + number + " (" + name + "): " + status.text())
                            .build())
                    .subscribe());
    // Steps that ended before somebody watched.
    watch.catchUp(caller.findExecution(started.id()).orElse(started));
    return watch;
  }

  Mono<CallToolResult> record(String executionId) throws EngineException {
    return Mono.just(
        Answers.record(
            caller
                .findExecution(executionId)
                .orElseThrow(
                    () -> new dev.sluice.error.NotFoundException("execution", executionId))));
  }
}
