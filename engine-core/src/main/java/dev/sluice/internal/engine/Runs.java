package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.ConflictException;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.EngineClosedException;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.JsonCompare;
import dev.sluice.internal.json.NormalForm;
import dev.sluice.internal.json.NotNormalException;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.schema.InputSchema;
import dev.sluice.schema.SchemaValidator;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoreTransaction;
import dev.sluice.store.StoredExecution;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks definitions and inputs, and makes runs that can start. Thread-safe. */
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
    core.serve(new Children(core, this), new Worker(core, this));
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
   * Makes a run that can start: the definition is sound, the inputs are right.
   *
   * @param caller who triggers it
   * @param workflow the definition
   * @param inputs any value that Jackson can write as an object
   * @param start how it was asked for
   * @param deferred whether it is written only when it has ended
   * @return a run; nothing is written yet
   */
  public NewRun prepare(
      String caller, Workflow workflow, Object inputs, NewExecution.Start start, boolean deferred) {
    Prepared prepared = open(workflow);
    Map<String, Workflow> pinned =
        prepared.usesWorkflows()
            ? core.ask(() -> Pins.of(caller, workflow, core.store().workflows()))
            : Map.of();
    return prepare(caller, prepared, pinned, inputs, start, deferred);
  }

  /** A child's definitions were pinned when its parent started. */
  NewRun prepareChild(
      ActiveRun parent, Workflow workflow, ObjectNode inputs, NewExecution.Start start) {
    NewExecution above = parent.execution;
    boolean deferred = core.isShared() && !parent.claim.isDurable();
    return prepare(above.caller(), open(workflow), above.pinned(), inputs, start, deferred);
  }

  private NewRun prepare(
      String caller,
      Prepared prepared,
      Map<String, Workflow> pinned,
      Object inputs,
      NewExecution.Start start,
      boolean deferred) {
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
            core.host().ids().get(),
            caller,
            plan.workflow(),
            pinned,
            normal,
            core.nowMicros(),
            start);
    return new NewRun(new ActiveRun(core, plan, execution, deferred));
  }

  private Prepared open(Workflow workflow) {
    if (core.isClosed()) {
      throw new EngineClosedException();
    }
    return sound(workflow);
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
   * @param start the start that may be a repetition
   * @return the earlier run, or null if this is the first
   * @throws ConflictException if the earlier one had other inputs or another workflow
   */
  public @Nullable StoredExecution earlier(NewRun start) {
    return earlier(start, null);
  }

  /**
   * The run that an earlier start with the same idempotency key made, possibly in the same
   * transaction of the host's.
   *
   * @param start the start that may be a repetition
   * @param within the transaction that it is to be submitted in, or null
   * @return the earlier run, or null if this is the first
   * @throws ConflictException if the earlier one had other inputs or another workflow
   */
  public @Nullable StoredExecution earlier(NewRun start, @Nullable StoreTransaction within) {
    return start.execution().start().idempotencyKey() == null
        ? null
        : core.ask(() -> Optional.ofNullable(earlierNow(start, within))).orElse(null);
  }

  /** The same on a run's turn, which must not wait here. */
  @Nullable
  StoredExecution earlierNow(NewRun start, @Nullable StoreTransaction within) {
    String key = start.execution().start().idempotencyKey();
    if (key == null) {
      return null;
    }
    ExecutionStore store = core.store().executions();
    String caller = start.execution().caller();
    StoredExecution found =
        (within == null
                ? store.findByIdempotencyKey(caller, key)
                : store.findByIdempotencyKey(within, caller, key))
            .orElse(null);
    if (found != null && !sameStart(found.execution(), start.execution())) {
      throw new ConflictException(
          "The idempotency key was used before with another workflow or other inputs, by execution "
              + found.execution().id()
              + "; use a new key for a new start.");
    }
    return found;
  }

  /** A registered workflow may have been updated since: the earlier run has its snapshot. */
  private static boolean sameStart(NewExecution a, NewExecution b) {
    String id = a.workflow().id();
    return ((id != null && id.equals(b.workflow().id()))
            || a.workflow().contentHash().equals(b.workflow().contentHash()))
        && JsonCompare.same(a.inputs(), b.inputs());
  }

  /**
   * A definition's plan.
   *
   * @param workflow a definition
   * @return the plan, or null if the definition isn't sound (any more)
   */
  @Nullable
  Plan plan(Workflow workflow) {
    return preparer.prepare(workflow).plan();
  }
}
