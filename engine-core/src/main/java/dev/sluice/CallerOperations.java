package dev.sluice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.Execution;
import dev.sluice.execution.Resolution;
import dev.sluice.execution.WaitingStep;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.tool.Approval;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a caller can do: run workflows, read, cancel and complete executions, keep registered
 * workflows. {@link CallerView} does it for a named caller, {@link WorkflowEngine} for its default
 * caller. Thread-safe.
 *
 * <p>Inputs may be a map of anything that Jackson can write, an {@link ObjectNode}, or {@link
 * Inputs}; they are copied. Methods that start a run throw {@link
 * dev.sluice.error.DefinitionRefusedException} and {@link dev.sluice.error.InputsRefusedException},
 * with all problems, before any tool is called; {@link dev.sluice.error.StoreUnavailableException}
 * if the store doesn't answer; {@link dev.sluice.error.EngineClosedException} after the engine was
 * closed. A run that fails is a record with status failed, never an exception. If the executing
 * thread is interrupted, a run in a store that engines share is left to the other engines: its
 * record is then one of a running execution, and the thread's interrupt status is set. "Not there"
 * and "not yours" are the same answer everywhere.
 */
public abstract sealed class CallerOperations permits CallerView, WorkflowEngine {
  CallerOperations() {}

  abstract CallerActions actions();

  // ---- run a workflow at hand ----

  /**
   * Runs a workflow without inputs to its end, on the calling thread.
   *
   * @param workflow the definition; holding it is permission to run it
   * @return the record
   */
  public Execution execute(Workflow workflow) {
    return actions().execute(workflow, Inputs.none().node(), ExecuteOptions.defaults());
  }

  /**
   * Runs a workflow to its end, on the calling thread.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs by name
   * @return the record
   */
  public Execution execute(Workflow workflow, Map<String, ?> inputs) {
    return actions().execute(workflow, inputs, ExecuteOptions.defaults());
  }

  /**
   * Runs a workflow to its end, on the calling thread.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs an object
   * @return the record
   */
  public Execution execute(Workflow workflow, ObjectNode inputs) {
    return actions().execute(workflow, inputs, ExecuteOptions.defaults());
  }

  /**
   * Runs a workflow to its end, on the calling thread.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs read from JSON
   * @return the record
   */
  public Execution execute(Workflow workflow, Inputs inputs) {
    return actions().execute(workflow, inputs.node(), ExecuteOptions.defaults());
  }

  /**
   * Runs a workflow, on the calling thread.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs by name
   * @param options how
   * @return the record: ended, or running if {@link ExecuteOptions#waitAtMost} was over
   */
  public Execution execute(Workflow workflow, Map<String, ?> inputs, ExecuteOptions options) {
    return actions().execute(workflow, inputs, options);
  }

  /**
   * Runs a workflow, on the calling thread.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs an object
   * @param options how
   * @return the record: ended, or running if {@link ExecuteOptions#waitAtMost} was over
   */
  public Execution execute(Workflow workflow, ObjectNode inputs, ExecuteOptions options) {
    return actions().execute(workflow, inputs, options);
  }

  /**
   * Runs a workflow, on the calling thread.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs read from JSON
   * @param options how
   * @return the record: ended, or running if {@link ExecuteOptions#waitAtMost} was over
   */
  public Execution execute(Workflow workflow, Inputs inputs, ExecuteOptions options) {
    return actions().execute(workflow, inputs.node(), options);
  }

  // ---- run a registered workflow ----

  /**
   * Runs a registered workflow without inputs to its end, on the calling thread.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @return the record
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution execute(String workflowId) {
    return actions()
        .execute(actions().require(workflowId), Inputs.none().node(), ExecuteOptions.defaults());
  }

  /**
   * Runs a registered workflow to its end, on the calling thread.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @param inputs by name
   * @return the record
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution execute(String workflowId, Map<String, ?> inputs) {
    return actions().execute(actions().require(workflowId), inputs, ExecuteOptions.defaults());
  }

  /**
   * Runs a registered workflow to its end, on the calling thread.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @param inputs an object
   * @return the record
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution execute(String workflowId, ObjectNode inputs) {
    return actions().execute(actions().require(workflowId), inputs, ExecuteOptions.defaults());
  }

  /**
   * Runs a registered workflow to its end, on the calling thread.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @param inputs read from JSON
   * @return the record
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution execute(String workflowId, Inputs inputs) {
    return actions()
        .execute(actions().require(workflowId), inputs.node(), ExecuteOptions.defaults());
  }

  /**
   * Runs a registered workflow, on the calling thread.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @param inputs by name
   * @param options how
   * @return the record: ended, or running if {@link ExecuteOptions#waitAtMost} was over
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution execute(String workflowId, Map<String, ?> inputs, ExecuteOptions options) {
    return actions().execute(actions().require(workflowId), inputs, options);
  }

  /**
   * Runs a registered workflow, on the calling thread.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @param inputs an object
   * @param options how
   * @return the record: ended, or running if {@link ExecuteOptions#waitAtMost} was over
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution execute(String workflowId, ObjectNode inputs, ExecuteOptions options) {
    return actions().execute(actions().require(workflowId), inputs, options);
  }

  /**
   * Runs a registered workflow, on the calling thread.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @param inputs read from JSON
   * @param options how
   * @return the record: ended, or running if {@link ExecuteOptions#waitAtMost} was over
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution execute(String workflowId, Inputs inputs, ExecuteOptions options) {
    return actions().execute(actions().require(workflowId), inputs.node(), options);
  }

  // ---- start and come back later ----

  /**
   * Starts a workflow on the engine's threads and returns at once.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs by name
   * @param options how
   * @return the pending record
   */
  public Execution submit(Workflow workflow, Map<String, ?> inputs, ExecuteOptions options) {
    return actions().submit(workflow, inputs, options);
  }

  /**
   * Starts a workflow on the engine's threads and returns at once.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs by name
   * @return the pending record
   */
  public Execution submit(Workflow workflow, Map<String, ?> inputs) {
    return actions().submit(workflow, inputs, ExecuteOptions.defaults());
  }

  /**
   * Starts a workflow on the engine's threads and returns at once.
   *
   * @param workflow the definition; holding it is permission to run it
   * @param inputs read from JSON
   * @param options how
   * @return the pending record
   */
  public Execution submit(Workflow workflow, Inputs inputs, ExecuteOptions options) {
    return actions().submit(workflow, inputs.node(), options);
  }

  /**
   * Starts a registered workflow on the engine's threads and returns at once.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @param inputs by name
   * @param options how
   * @return the pending record
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution submit(String workflowId, Map<String, ?> inputs, ExecuteOptions options) {
    return actions().submit(actions().require(workflowId), inputs, options);
  }

  /**
   * Starts a registered workflow on the engine's threads and returns at once.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @param inputs read from JSON
   * @param options how
   * @return the pending record
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution submit(String workflowId, Inputs inputs, ExecuteOptions options) {
    return actions().submit(actions().require(workflowId), inputs.node(), options);
  }

  /**
   * Waits for a run.
   *
   * @param executionId the run
   * @param most the longest wait
   * @return the record: ended, or as of the end of the wait
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public Execution await(String executionId, Duration most) {
    return actions().await(executionId, most);
  }

  /**
   * The end of a run as a stage.
   *
   * @param executionId the run
   * @return completes with the record when the run has ended
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public CompletionStage<Execution> whenEnded(String executionId) {
    return actions().whenEnded(executionId);
  }

  // ---- executions ----

  /**
   * Reads the record of a run.
   *
   * @param executionId the run
   * @return its record as of now; empty for absent and foreign alike
   */
  public Optional<Execution> findExecution(String executionId) {
    return actions().findExecution(executionId);
  }

  /**
   * Lists the caller's runs, newest first.
   *
   * @param query which; its caller is ignored
   * @return at most a page; the next one begins {@link ExecutionQuery#after} the last of it
   */
  public List<Execution> list(ExecutionQuery query) {
    return actions().list(query);
  }

  /**
   * Cancels a run: nothing new starts, running tools are interrupted, compensations run, and its
   * status becomes cancelled. Idempotent; a run that has ended stays as it was. Returns before all
   * that is done: {@link #await} waits for it.
   *
   * @param executionId the run
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public void cancel(String executionId) {
    actions().cancel(executionId);
  }

  /**
   * Completes a step whose tool said that it is pending. One that comes before the tool said so is
   * kept; a second one, or one that is too late, has no effect.
   *
   * @param token the call's {@link dev.sluice.tool.ToolCall#completionToken()}
   * @param value what the step then has: a {@code JsonNode} or anything that Jackson can write;
   *     null is JSON null
   * @throws IllegalArgumentException if the step is an approval, which takes {@link #decide}
   * @throws dev.sluice.error.NotFoundException if it is no token of an execution of this caller
   */
  public void complete(String token, @Nullable Object value) {
    actions().complete(token, value);
  }

  /**
   * Fails a step whose tool said that it is pending; its retries apply.
   *
   * @param token the call's {@link dev.sluice.tool.ToolCall#completionToken()}
   * @param code the failure's code
   * @param message the failure's message, for the record
   * @throws IllegalArgumentException if the code hasn't 1 to 256 characters without controls
   * @throws dev.sluice.error.NotFoundException if it is no token of an execution of this caller
   */
  public void fail(String token, String code, String message) {
    actions().fail(token, code, message);
  }

  /**
   * Answers a step that asks a person, with the tool {@code approval}.
   *
   * @param token the call's {@link dev.sluice.tool.ToolCall#completionToken()}
   * @param approval the answer: who, when, yes, no, or yes with other arguments
   * @throws IllegalArgumentException if the step's tool isn't {@code approval}
   * @throws dev.sluice.error.NotFoundException if it is no token of an execution of this caller
   */
  public void decide(String token, Approval approval) {
    actions().decide(token, approval);
  }

  /**
   * Says what is to become of a step that waits since a crash left the outcome of its call unknown.
   *
   * @param token as {@link WaitingStep#token()} gives it
   * @param resolution the result that the call had, another call, or a failure
   * @throws IllegalArgumentException if the step waits for something else
   * @throws dev.sluice.error.NotFoundException if it is no token of an execution of this caller
   */
  public void resolve(String token, Resolution resolution) {
    actions().resolve(token, resolution);
  }

  /**
   * What a run waits for: approvals, completions, times.
   *
   * @param executionId the run
   * @return its waiting steps, each with the token that completes it; empty if it has ended or
   *     waits for nothing
   * @throws dev.sluice.error.NotFoundException if there is none for this caller
   */
  public List<WaitingStep> waiting(String executionId) {
    return actions().waiting(executionId);
  }

  // ---- registered workflows ----

  /**
   * Registers a workflow, which the caller then owns. It must be sound.
   *
   * @param workflow the definition; without an id it gets {@code wf_<uuidv7>}
   * @return it as registered: with id, owner and times
   * @throws dev.sluice.error.DefinitionRefusedException with all problems
   * @throws dev.sluice.error.ConflictException if the id is taken
   */
  public Workflow register(Workflow workflow) {
    return actions().register(workflow);
  }

  /**
   * Replaces a registered workflow of the caller's own. Runs that have started keep the definition
   * they started with.
   *
   * @param workflow the new definition, made from the registered one: its {@code updatedAt} is the
   *     version that the change is based on
   * @return it as registered now
   * @throws dev.sluice.error.NotFoundException if the caller owns no workflow with this id
   * @throws dev.sluice.error.ConflictException if it was changed since
   */
  public Workflow update(Workflow workflow) {
    return actions().update(workflow);
  }

  /**
   * Finds a registered workflow.
   *
   * @param workflowId a public workflow, or one of the caller's own
   * @return it, or empty
   */
  public Optional<Workflow> find(String workflowId) {
    return actions().find(workflowId);
  }

  /**
   * Lists the caller's own registered workflows.
   *
   * @return all of them, by id
   */
  public List<Workflow> list() {
    return actions().list();
  }

  /**
   * A registered workflow's versions, of the caller's own.
   *
   * @param workflowId the workflow
   * @return newest first; empty if the caller owns none with this id
   */
  public List<Workflow> history(String workflowId) {
    return actions().history(workflowId);
  }

  /**
   * Removes a registered workflow of the caller's own. Its executions stay.
   *
   * @param workflowId the workflow
   * @return false if the caller owns none with this id
   */
  public boolean remove(String workflowId) {
    return actions().remove(workflowId);
  }
}
