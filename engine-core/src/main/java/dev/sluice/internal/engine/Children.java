package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.ConflictException;
import dev.sluice.error.EngineClosedException;
import dev.sluice.error.EngineException;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepResult;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.internal.run.Records;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.run.Work;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import dev.sluice.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Workflows as tools: {@code workflow:<id>}. The child runs as an execution of its own, for the
 * same caller, with the definition that was pinned when the parent started; the parent parks on it.
 */
final class Children {
  static final String PREFIX = "workflow:";

  private static final int MOST_DEPTH = 8;

  private final Runs runs;

  Children(Runs runs) {
    this.runs = runs;
  }

  static boolean isWorkflow(String toolId) {
    return toolId.startsWith(PREFIX);
  }

  /**
   * Starts the child of one attempt, or finds the one that an earlier life of this attempt started.
   */
  Outcome start(RunDriver parent, Work work) {
    Workflow definition = parent.execution().pinned().get(work.toolId().substring(PREFIX.length()));
    int depth = parent.execution().start().depth() + 1;
    if (definition == null) {
      return Failure.lasting(
          ErrorCodes.UNKNOWN_TOOL, "There is no tool with the id " + work.toolId());
    } else if (depth > MOST_DEPTH) {
      return Failure.lasting(
          ErrorCodes.TOO_DEEP,
          "Workflows call each other more than " + MOST_DEPTH + " levels deep.");
    }
    RunDriver child;
    try {
      child =
          runs.prepareChild(
              parent.execution(), definition, work.arguments(), start(parent, work, depth));
      StoredExecution earlier = runs.earlier(child);
      if (earlier != null) {
        return attach(parent, work, earlier);
      }
      listen(parent, work.id(), work.attempt(), child);
      child.submit();
    } catch (ConflictException e) {
      return new Failure(ErrorCodes.TOOL_ERROR, String.valueOf(e.getMessage()), true, 0);
    } catch (EngineClosedException e) {
      return Failure.lasting(ErrorCodes.ENGINE_CLOSED, String.valueOf(e.getMessage()));
    } catch (StoreUnavailableException e) {
      return new Failure(ErrorCodes.TOOL_ERROR, String.valueOf(e.getMessage()), true, 0);
    } catch (EngineException e) {
      return Failure.lasting(ErrorCodes.INVALID_ARGUMENTS, String.valueOf(e.getMessage()));
    }
    parent.adopt(work.id(), child);
    return new Outcome.Pending(Long.MAX_VALUE, null);
  }

  private static NewExecution.Start start(RunDriver parent, Work work, int depth) {
    String key = parent.execution().id() + ":" + work.id().path();
    return new NewExecution.Start(
        work.attempt() == 1 ? key : key + "#" + work.attempt(),
        parent.execution().id(),
        depth,
        List.of(),
        0,
        0,
        work.deadlineMicros() == Long.MAX_VALUE ? 0 : work.deadlineMicros(),
        0,
        parent.execution().start().queue());
  }

  private Outcome attach(RunDriver parent, Work work, StoredExecution earlier) {
    RunDriver running = parent.core().active(earlier.execution().id());
    Execution record = Records.of(earlier);
    if (record.status().isEnded()) {
      return outcome(record, parent);
    } else if (running != null) {
      listen(parent, work.id(), work.attempt(), running);
      parent.adopt(work.id(), running);
    }
    return new Outcome.Pending(Long.MAX_VALUE, null);
  }

  private void listen(RunDriver parent, UnitId id, int attempt, RunDriver child) {
    var unused =
        child
            .done()
            .whenComplete(
                (record, failure) ->
                    parent.complete(
                        id, attempt, record == null ? lost(failure) : outcome(record, parent)));
  }

  private static Outcome lost(@Nullable Throwable failure) {
    return new Failure(
        ErrorCodes.TOOL_ERROR,
        "The workflow's run was lost: " + (failure == null ? "unknown" : failure.getMessage()),
        true,
        0);
  }

  /** The child's output where its definition has one, else its steps' results by number. */
  private static Outcome outcome(Execution child, RunDriver parent) {
    if (child.status() != ExecutionStatus.SUCCESS) {
      String code = child.errorCode();
      return new Failure(
          code == null ? ErrorCodes.TOOL_ERROR : code,
          "Execution " + child.id() + " is " + child.status().text() + ": " + child.error(),
          true,
          0);
    }
    JsonNode output = child.output();
    if (output == null) {
      ObjectNode results = Json.NODES.objectNode();
      for (StepResult step : child.stepResults()) {
        results.set(Integer.toString(step.stepNumber()), step.result());
      }
      output = results;
    }
    return parent.core().caller().value(output);
  }
}
