package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.ConflictException;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.EngineClosedException;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.NotFoundException;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.execution.Execution;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.NormalForm;
import dev.sluice.internal.json.NotNormalException;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.Records;
import dev.sluice.internal.run.UnitId;
import dev.sluice.internal.schema.InputSchema;
import dev.sluice.schema.SchemaValidator;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Starts runs, and finds them again. What callers may do is decided before; here a null caller is
 * an operator. Thread-safe.
 */
public final class Runs {
  private final Core core;
  private final Preparer preparer;
  private final NormalForm inputForm;

  /**
   * The runs of an engine.
   *
   * @param core the engine
   * @param validator the host's full validator of input schemas, or null
   */
  public Runs(Core core, @Nullable SchemaValidator validator) {
    this.core = core;
    this.preparer = new Preparer(core.limits(), validator, core.tools());
    this.inputForm =
        new NormalForm(core.mapper(), core.limits().depth(), core.limits().inputsBytes());
  }

  /**
   * Everything that is wrong with a definition.
   *
   * @param workflow a definition, possibly faulty
   * @return errors and warnings, in document order
   */
  public List<Problem> check(Workflow workflow) {
    return preparer.prepare(workflow).problems();
  }

  /**
   * Refuses a definition that has errors.
   *
   * @param workflow a definition, possibly faulty
   * @throws DefinitionRefusedException with all problems
   */
  public void requireSound(Workflow workflow) {
    sound(workflow);
  }

  private Prepared sound(Workflow workflow) {
    Prepared prepared = preparer.prepare(workflow);
    if (prepared.plan() == null) {
      throw new DefinitionRefusedException(prepared.problems());
    }
    return prepared;
  }

  /**
   * Makes a driver of a run that can start: the definition is sound, the inputs are right.
   *
   * @param caller who triggers it
   * @param workflow the definition
   * @param inputs any value that Jackson can write as an object
   * @param start how it was asked for
   * @return a driver; nothing is written yet
   */
  public RunDriver prepare(
      String caller, Workflow workflow, Object inputs, NewExecution.Start start) {
    if (core.isClosed()) {
      throw new EngineClosedException();
    }
    Prepared prepared = sound(workflow);
    Plan plan = prepared.plan();
    if (plan == null || prepared.inputCheck() == null) {
      throw new DefinitionRefusedException(prepared.problems());
    }
    ObjectNode normal = normal(inputs);
    List<Problem> problems = new ArrayList<>(0);
    InputSchema declared = plan.inputs();
    if (declared != null) {
      declared.validate(normal, "", problems);
      refuse(problems);
      normal = declared.withDefaults(normal);
    }
    prepared
        .inputCheck()
        .check(declared == null ? normal : declared.asReferenced(normal), problems);
    refuse(problems);
    NewExecution execution =
        new NewExecution(
            core.host().ids().get(), caller, plan.workflow(), normal, core.nowMicros(), start);
    return new RunDriver(core, plan, execution);
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new InputsRefusedException(problems);
    }
  }

  private ObjectNode normal(Object inputs) {
    Problem problem;
    try {
      JsonNode node = inputForm.copyOf(inputs);
      if (node instanceof ObjectNode object) {
        return object;
      }
      problem = Problem.error(ProblemCode.WRONG_TYPE, "", "The inputs must be an object.").build();
    } catch (NotNormalException e) {
      boolean limit = e.reason() != NotNormalException.Reason.NOT_JSON;
      problem =
          Problem.error(
                  limit ? ProblemCode.LIMIT_EXCEEDED : ProblemCode.WRONG_TYPE,
                  e.pointer(),
                  "The inputs aren't admitted: a value " + e.getMessage() + ".")
              .build();
    } catch (RuntimeException | StackOverflowError e) {
      problem =
          Problem.error(
                  ProblemCode.WRONG_TYPE,
                  "",
                  "The inputs can't be read (" + e.getClass().getSimpleName() + ").")
              .build();
    }
    throw new InputsRefusedException(List.of(problem));
  }

  /**
   * The run that an earlier start with the same idempotency key made.
   *
   * @param driver of the start that may be a repetition
   * @return the earlier run, or null if this is the first
   * @throws ConflictException if the earlier one had other inputs or another workflow
   */
  public @Nullable StoredExecution earlier(RunDriver driver) {
    String key = driver.execution().start().idempotencyKey();
    if (key == null) {
      return null;
    }
    StoredExecution found =
        core.store()
            .executions()
            .findByIdempotencyKey(driver.execution().caller(), key)
            .orElse(null);
    if (found != null && !sameStart(found.execution(), driver.execution())) {
      throw new ConflictException(
          "The idempotency key was used before with another workflow or other inputs, by execution "
              + found.execution().id()
              + "; use a new key for a new start.");
    }
    return found;
  }

  private static boolean sameStart(NewExecution a, NewExecution b) {
    return a.workflow().contentHash().equals(b.workflow().contentHash())
        && JsonText.compact(a.inputs()).equals(JsonText.compact(b.inputs()));
  }

  /**
   * Finds a run.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @return its record as of now, or empty
   */
  public Optional<Execution> find(@Nullable String caller, String executionId) {
    return core.store().executions().find(caller, executionId).map(Records::of);
  }

  /**
   * Lists runs.
   *
   * @param query which
   * @return their records, newest first
   */
  public List<Execution> list(ExecutionQuery query) {
    return core.store().executions().list(query).stream().map(Records::of).toList();
  }

  /**
   * Waits for a run.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @param most the longest wait
   * @return the record, ended or as of the end of the wait
   */
  public Execution await(@Nullable String caller, String executionId, Duration most) {
    Execution now = require(caller, executionId);
    RunDriver driver = core.active(executionId);
    if (now.status().isEnded() || driver == null) {
      return require(caller, executionId);
    }
    try {
      return driver.done().get(nanos(most), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return require(caller, executionId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return require(caller, executionId);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  private static long nanos(Duration most) {
    try {
      return most.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * A run's end as a future.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   * @return completes with the record when the run has ended
   */
  public CompletableFuture<Execution> whenEnded(@Nullable String caller, String executionId) {
    Execution now = require(caller, executionId);
    RunDriver driver = core.active(executionId);
    return driver == null || now.status().isEnded()
        ? CompletableFuture.completedFuture(require(caller, executionId))
        : driver.done().copy();
  }

  private Execution require(@Nullable String caller, String executionId) {
    return find(caller, executionId)
        .orElseThrow(() -> new NotFoundException("execution", executionId));
  }

  /**
   * Cancels a run; one that has ended stays as it was.
   *
   * @param caller who asks, or null for an operator
   * @param executionId the run
   */
  public void cancel(@Nullable String caller, String executionId) {
    require(caller, executionId);
    RunDriver driver = core.active(executionId);
    if (driver != null) {
      driver.cancel("The execution was cancelled.");
    }
  }

  /**
   * Completes a pending step.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param value what the step then has
   */
  public void complete(@Nullable String caller, String token, @Nullable Object value) {
    finish(caller, token, core.caller().value(value));
  }

  /**
   * Fails a pending step.
   *
   * @param caller who asks, or null for an operator
   * @param token names the attempt
   * @param code the failure's code
   * @param message the failure's message
   */
  public void fail(@Nullable String caller, String token, String code, String message) {
    finish(caller, token, new Outcome.Failure(code, message, true, 0));
  }

  private void finish(@Nullable String caller, String token, Outcome outcome) {
    Tokens.Named named = core.tokens().read(token);
    UnitId unit = named == null ? null : UnitId.parse(named.unit());
    if (named == null || unit == null) {
      throw new NotFoundException("execution", "(of an invalid completion token)");
    }
    require(caller, named.executionId());
    RunDriver driver = core.active(named.executionId());
    if (driver != null) {
      driver.complete(unit, named.attempt(), outcome);
    }
  }
}
