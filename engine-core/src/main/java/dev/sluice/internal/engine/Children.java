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
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Outcome.Failure;
import dev.sluice.internal.run.Records;
import dev.sluice.internal.run.RunState;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.run.Work;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import dev.sluice.store.StoredExecution;
import dev.sluice.workflow.Workflow;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workflows as tools: {@code workflow:<id>}. The child runs as an execution of its own, for the
 * same caller, with the definition that was pinned when the parent started; the parent parks on it.
 */
final class Children {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.engine");

  static final String PREFIX = "workflow:";

  private static final int MOST_DEPTH = 8;

  private final Core core;
  private final Runs runs;

  Children(Core core, Runs runs) {
    this.core = core;
    this.runs = runs;
  }

  static boolean isWorkflow(String toolId) {
    return toolId.startsWith(PREFIX);
  }

  /**
   * Starts the child of one attempt, or finds the one that an earlier life of this attempt started.
   */
  Outcome start(ActiveRun parent, Work work) {
    Workflow definition = parent.execution.pinned().get(work.toolId().substring(PREFIX.length()));
    int depth = parent.execution.start().depth() + 1;
    if (definition == null) {
      return Failure.lasting(
          ErrorCodes.UNKNOWN_TOOL, "There is no tool with the id " + work.toolId());
    } else if (depth > MOST_DEPTH) {
      return Failure.lasting(
          ErrorCodes.TOO_DEEP,
          "Workflows call each other more than " + MOST_DEPTH + " levels deep.");
    }
    NewRun child;
    try {
      child = runs.prepareChild(parent, definition, work.arguments(), start(parent, work, depth));
      StoredExecution earlier = runs.earlierNow(child, null);
      if (earlier != null) {
        return attach(parent, work, earlier);
      }
      listen(parent, work.id(), work.attempt(), child.run);
      child.submit(true);
    } catch (ConflictException e) {
      return new Failure(ErrorCodes.TOOL_ERROR, String.valueOf(e.getMessage()), true, 0);
    } catch (EngineClosedException e) {
      return Failure.lasting(ErrorCodes.ENGINE_CLOSED, String.valueOf(e.getMessage()));
    } catch (StoreUnavailableException e) {
      if (e.isTransient()) {
        throw e; // the parent asks again
      }
      return new Failure(ErrorCodes.TOOL_ERROR, String.valueOf(e.getMessage()), true, 0);
    } catch (EngineException e) {
      return Failure.lasting(ErrorCodes.INVALID_ARGUMENTS, String.valueOf(e.getMessage()));
    }
    parent.calls.adopt(work.id(), child.execution().id());
    return new Outcome.Pending(Long.MAX_VALUE, null);
  }

  private static NewExecution.Start start(ActiveRun parent, Work work, int depth) {
    return new NewExecution.Start(
        key(parent.execution.id(), work.id(), work.attempt()),
        parent.execution.id(),
        depth,
        List.of(),
        0,
        0,
        work.deadlineMicros() == Long.MAX_VALUE ? 0 : work.deadlineMicros(),
        parent.state.budgetFor(work.id()),
        parent.execution.start().queue());
  }

  private static String key(String parentId, UnitId id, int attempt) {
    String key = parentId + ":" + id.path();
    return attempt == 1 ? key : key + "#" + attempt;
  }

  /** Finds the children that a resumed run waits for. */
  void adopt(ActiveRun parent, List<RunState.Waiting> waiting) {
    for (RunState.Waiting unit : waiting) {
      if (isWorkflow(Completions.toolId(parent.execution, unit.id()))) {
        String key = key(parent.execution.id(), unit.id(), unit.attempt());
        StoredExecution child =
            core.store()
                .executions()
                .findByIdempotencyKey(parent.execution.caller(), key)
                .orElse(null);
        if (child != null && !child.isReadable()) { // its end is told, if it has one
          parent.calls.adopt(unit.id(), child.id());
        } else if (child != null) {
          adopt(parent, unit, child);
        } else { // it was never stored: it is started anew
          Outcome again = new Outcome.Again();
          parent.decider.complete(unit.id(), unit.attempt(), again, parent.clock.turnMicros(), 0);
        }
      }
    }
  }

  private void adopt(ActiveRun parent, RunState.Waiting unit, StoredExecution child) {
    if (child.header().status().isEnded()) {
      parent.inbox.tell(new Mail.Complete(unit.id(), unit.attempt(), outcome(child), false));
    } else {
      parent.calls.adopt(unit.id(), child.execution().id());
    }
  }

  /** What a run that has ended tells the run that started it; null if none did. */
  @Nullable
  Notice notice(NewExecution child, RunState state) {
    return child.start().parentId() == null ? null : notice(child.start(), outcome(child, state));
  }

  /** The same of a run of which only the options of its start may be known, or not even these. */
  @Nullable
  Notice notice(NewExecution.@Nullable Start child, Outcome outcome) {
    String parentId = child == null ? null : child.parentId();
    String key = child == null ? null : child.idempotencyKey();
    if (parentId == null || key == null || !key.startsWith(parentId + ":") || !core.isShared()) {
      return null;
    }
    String rest = key.substring(parentId.length() + 1);
    int hash = rest.indexOf('#');
    UnitId id = UnitId.parse(hash < 0 ? rest : rest.substring(0, hash));
    if (id == null) {
      return null;
    }
    int attempt = hash < 0 ? 1 : Integer.parseInt(rest.substring(hash + 1));
    long now = core.nowMicros();
    return new Notice(parentId, Mail.write(new Mail.Complete(id, attempt, outcome, false), now));
  }

  /** Cancels a child that nobody waits for any more. */
  void cancel(String childId, String message) {
    try {
      core.active().send(null, childId, new Mail.Cancel(message));
    } catch (StoreUnavailableException e) {
      LOG.warn("The run {}, for which no run waits any more, could not be cancelled", childId, e);
    }
  }

  private Outcome attach(ActiveRun parent, Work work, StoredExecution earlier) {
    ActiveRun running = core.active().find(earlier.execution().id());
    if (earlier.header().status().isEnded()) {
      return outcome(earlier);
    } else if (running != null) {
      listen(parent, work.id(), work.attempt(), running);
    }
    parent.calls.adopt(work.id(), earlier.execution().id());
    return new Outcome.Pending(Long.MAX_VALUE, null);
  }

  /** Where the store is shared, the child's end is told through it instead. */
  private void listen(ActiveRun parent, UnitId id, int attempt, ActiveRun child) {
    if (parent.claim.isDurable()) {
      return;
    }
    var unused =
        child.done.whenComplete(
            (record, failure) -> {
              if (!(failure instanceof HandedOver)) { // else the store will tell
                boolean lost = record == null;
                tell(
                    parent,
                    id,
                    attempt,
                    lost ? lost(failure) : outcome(child.execution, child.state));
              }
            });
  }

  /** The parent may have become durable meanwhile: then it may be anywhere. */
  private void tell(ActiveRun parent, UnitId id, int attempt, Outcome outcome) {
    Mail mail = new Mail.Complete(id, attempt, outcome, false);
    boolean told = false;
    try {
      told = parent.claim.isDurable() && core.active().post(null, parent.execution.id(), mail);
    } catch (StoreUnavailableException e) {
      LOG.debug("The run {} is told directly", parent.execution.id(), e);
    }
    if (!told) {
      parent.inbox.tell(mail);
    }
  }

  private static Outcome lost(@Nullable Throwable failure) {
    return new Failure(
        ErrorCodes.TOOL_ERROR,
        "The workflow's run was lost: " + (failure == null ? "unknown" : failure.getMessage()),
        true,
        0);
  }

  private Outcome outcome(StoredExecution child) {
    return counted(child.execution(), outcome(Records.of(child)), Records.calls(child));
  }

  private Outcome outcome(NewExecution child, RunState state) {
    return counted(child, outcome(state.record()), state.calls());
  }

  /** What a child spent is told only where it was given a part of its parent's budget. */
  private static Outcome counted(NewExecution child, Outcome outcome, int calls) {
    return child.start().maxToolCalls() == 0 ? outcome : new Outcome.OfChild(outcome, calls);
  }

  /** The child's output where its definition has one, else its steps' results by number. */
  private Outcome outcome(Execution child) {
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
    return core.caller().value(output);
  }
}
