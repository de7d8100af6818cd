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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Runs a workflow for a request: started once, waited for as long as the server waits. */
final class RunStarter {
  /** How often a run is looked at that hasn't begun when its wait is over: for ten seconds. */
  private static final int BEGIN_QUESTIONS = 500;

  private static final Duration BEGIN_PAUSE = Duration.ofMillis(20);

  private final CallerOperations caller;
  private final @Nullable StepProgress progress;
  private final Requests requests;
  private final Duration most;
  private final Sharers sharers = new Sharers();

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
    if (idempotencyKey == null) {
      Execution started = caller.submit(workflowId, inputs, options);
      return follow(exchange, request, workflowId, started, sharers.join("run " + started.id()));
    }
    // Joined before the run is known: whoever gives it up meanwhile must know of this request.
    Sharers.Share share = sharers.join("key " + idempotencyKey);
    boolean followed = false;
    try {
      Execution started =
          caller.submit(workflowId, inputs, options.withIdempotencyKey(idempotencyKey));
      Mono<CallToolResult> answer = follow(exchange, request, workflowId, started, share);
      followed = true;
      return answer;
    } finally {
      if (!followed) {
        boolean unused = share.leave();
      }
    }
  }

  private Mono<CallToolResult> follow(
      McpAsyncServerExchange exchange,
      CallToolRequest request,
      String workflowId,
      Execution started,
      Sharers.Share share) {
    String id = started.id();
    Watch watch = watch(exchange, request, workflowId, started);
    requests.onCancel(
        exchange.transportContext(),
        () -> {
          // The client has forgotten the token.
          if (watch != null) {
            watch.close();
          }
          if (share.leave()) {
            caller.cancel(id);
          }
        });
    CompletableFuture<Execution> end =
        caller
            .whenEnded(id)
            .toCompletableFuture()
            .completeOnTimeout(started, most.toNanos(), TimeUnit.NANOSECONDS);
    return Mono.fromFuture(end)
        .publishOn(Schedulers.boundedElastic())
        .flatMap(record -> ended(record) ? Mono.just(record) : begun(record))
        .map(
            latest -> {
              if (watch != null) {
                watch.finish(latest);
              }
              return Answers.record(latest);
            })
        .doFinally(
            signal -> {
              if (watch != null) {
                watch.close();
              }
              boolean unused = share.leave();
            });
  }

  /** The record as it is now; of a run that hasn't begun, as it is a while later at the latest. */
  private Mono<Execution> begun(Execution known) {
    AtomicReference<Execution> latest = new AtomicReference<>(known);
    return Mono.fromCallable(
            () -> latest.updateAndGet(old -> caller.findExecution(known.id()).orElse(old)))
        .filter(record -> record.status() != ExecutionStatus.PENDING)
        .repeatWhenEmpty(
            BEGIN_QUESTIONS, again -> again.delayElements(BEGIN_PAUSE, Schedulers.boundedElastic()))
        .onErrorResume(IllegalStateException.class, e -> Mono.just(latest.get()));
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
