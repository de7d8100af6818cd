package dev.sluice;

import dev.sluice.error.ConflictException;
import dev.sluice.error.NotFoundException;
import dev.sluice.execution.Execution;
import dev.sluice.execution.Resolution;
import dev.sluice.execution.WaitingStep;
import dev.sluice.internal.engine.Core;
import dev.sluice.internal.engine.Executions;
import dev.sluice.internal.engine.NewRun;
import dev.sluice.internal.engine.Runs;
import dev.sluice.internal.run.Records;
import dev.sluice.internal.text.Texts;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Micros;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoreTransaction;
import dev.sluice.store.StoredExecution;
import dev.sluice.tool.Approval;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One caller's doings, behind {@link CallerOperations}. */
final class CallerActions {
  private final Core core;
  private final Runs runs;
  private final Executions executions;
  private final Budgets budgets;
  private final String caller;
  private final LongSupplier now;

  CallerActions(Core core, Runs runs, Executions executions, Budgets budgets, String caller) {
    String fault = Texts.identifierFault(caller, 256);
    if (fault != null) {
      throw new IllegalArgumentException("a caller id " + fault);
    }
    this.core = core;
    this.runs = runs;
    this.executions = executions;
    this.budgets = budgets;
    this.caller = caller;
    this.now = core::nowMicros;
  }

  /** What runs may use where their options say nothing. */
  record Budgets(
      int maxToolCalls,
      @Nullable Duration maxDuration,
      int maxRunsPerCaller,
      Durability durability) {}

  Execution execute(Workflow workflow, Object inputs, ExecuteOptions options) {
    options.requireExecutable();
    NewRun run = prepare(workflow, inputs, options, options.isDeferred(budgets.durability()));
    StoredExecution earlier = runs.earlier(run);
    String id = run.execution().id();
    if (earlier == null) {
      try {
        Execution record =
            admitted(run)
                ? run.runInline(options.waitMicros())
                : refused(workflow, inputs, options);
        if (record != null) {
          return record;
        }
      } catch (ConflictException e) {
        earlier = runs.earlier(run);
        if (earlier == null) {
          throw e;
        }
        id = earlier.execution().id();
      }
    } else {
      id = earlier.execution().id();
    }
    // Someone else runs it: another thread, or another engine.
    long wait = options.waitMicros();
    return await(
        id, wait == Long.MAX_VALUE ? Duration.ofNanos(wait) : Duration.ofNanos(wait * 1_000));
  }

  Execution submit(Workflow workflow, Object inputs, ExecuteOptions options) {
    options.requireSubmittable();
    NewRun run = prepare(workflow, inputs, options, false);
    StoreTransaction transaction = options.transaction();
    StoredExecution earlier = runs.earlier(run, transaction);
    if (earlier == null && transaction != null) {
      Execution pending = run.submitWithin(transaction);
      if (pending != null) {
        return pending;
      }
      throw new ConflictException(
          "The idempotency key is taken already by an execution that isn't committed yet, or was"
              + " committed just now.");
    } else if (earlier == null) {
      try {
        return admitted(run) ? run.submit(false) : refused(workflow, inputs, options);
      } catch (ConflictException e) {
        earlier = runs.earlier(run);
        if (earlier == null) {
          throw e;
        }
      }
    }
    return Records.of(earlier, core.mapper());
  }

  private NewRun prepare(
      Workflow workflow, Object inputs, ExecuteOptions options, boolean deferred) {
    Objects.requireNonNull(workflow, "workflow");
    Objects.requireNonNull(inputs, "inputs");
    NewExecution.Start start = options.start(now, budgets.maxToolCalls(), budgets.maxDuration());
    return runs.prepare(caller, workflow, inputs, start, deferred);
  }

  private boolean admitted(NewRun run) {
    int most = budgets.maxRunsPerCaller();
    return most == 0 || run.admit(most);
  }

  /** Without its key, with which a later start shall really start. */
  private Execution refused(Workflow workflow, Object inputs, ExecuteOptions options) {
    return prepare(workflow, inputs, options.withoutKey(), false)
        .refuse(
            "The caller has "
                + budgets.maxRunsPerCaller()
                + " runs under way already, as many as are admitted.");
  }

  Workflow require(String workflowId) {
    return find(workflowId).orElseThrow(() -> new NotFoundException("workflow", workflowId));
  }

  Execution await(String executionId, Duration most) {
    return executions.await(caller, executionId, most);
  }

  CompletionStage<Execution> whenEnded(String executionId) {
    return executions.whenEnded(caller, executionId).minimalCompletionStage();
  }

  Optional<Execution> findExecution(String executionId) {
    return executions.find(caller, executionId);
  }

  List<Execution> list(ExecutionQuery query) {
    return executions.list(query.caller(caller));
  }

  void cancel(String executionId) {
    executions.completions().cancel(caller, executionId);
  }

  void complete(String token, @Nullable Object value) {
    executions.completions().complete(caller, token, value);
  }

  void decide(String token, Approval approval) {
    executions.completions().decide(caller, token, Objects.requireNonNull(approval, "approval"));
  }

  void resolve(String token, Resolution resolution) {
    executions
        .completions()
        .resolve(caller, token, Objects.requireNonNull(resolution, "resolution"));
  }

  List<Workflow> history(String workflowId) {
    return core.ask(() -> core.store().workflows().history(caller, workflowId));
  }

  List<WaitingStep> waiting(String executionId) {
    return executions.completions().waiting(caller, executionId);
  }

  void fail(String token, String code, String message) {
    executions
        .completions()
        .fail(
            caller,
            token,
            Objects.requireNonNull(code, "code"),
            Objects.requireNonNull(message, "message"));
  }

  Workflow register(Workflow workflow) {
    runs.requireSound(workflow);
    Instant now = Micros.instant(core.nowMicros());
    String id = workflow.id() == null ? "wf_" + core.host().ids().get() : workflow.id();
    Workflow registered = workflow.registeredAs(id, caller, now, now);
    core.store().workflows().insert(registered);
    return registered;
  }

  Workflow update(Workflow workflow) {
    String id = workflow.id();
    Instant basedOn = workflow.updatedAt();
    if (id == null || basedOn == null) {
      throw new IllegalArgumentException(
          "an update must be made from the registered workflow: it needs its id and its updatedAt");
    }
    runs.requireSound(workflow);
    Workflow present =
        find(id)
            .filter(found -> caller.equals(found.ownerId()))
            .orElseThrow(() -> new NotFoundException("workflow", id));
    if (!basedOn.equals(present.updatedAt())) {
      throw new ConflictException(
          "The workflow "
              + id
              + " was changed at "
              + present.updatedAt()
              + "; read it again and redo the change.");
    }
    // From here on the document's times are the store's own; the store compares them once more.
    Instant now = Micros.instant(core.nowMicros());
    Instant version = now.isAfter(basedOn) ? now : basedOn.plusNanos(1_000);
    Instant created = present.createdAt() == null ? basedOn : present.createdAt();
    Workflow updated = workflow.registeredAs(id, caller, created, version);
    if (!core.store().workflows().update(updated, basedOn)) {
      throw new NotFoundException("workflow", id);
    }
    return updated;
  }

  Optional<Workflow> find(String workflowId) {
    return core.ask(() -> core.store().workflows().find(caller, workflowId));
  }

  List<Workflow> list() {
    return core.ask(() -> core.store().workflows().list(caller));
  }

  boolean remove(String workflowId) {
    return core.store().workflows().remove(caller, workflowId);
  }
}
