package dev.sluice.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool. Made by the engine; {@link #builder} makes one for a plugin author's unit
 * test. Not to be implemented elsewhere: methods are added.
 *
 * <p>Its methods may be called from any thread while the call lasts; the arguments belong to the
 * tool.
 */
public interface ToolCall {
  /**
   * The tool.
   *
   * @return its id
   */
  String toolId();

  /**
   * The tool's name in the workflow.
   *
   * @return the name that records show
   */
  String toolName();

  /**
   * The resolved arguments.
   *
   * @return an object of the tool's own, safe to change
   */
  ObjectNode arguments();

  /**
   * The resolved arguments as a Java type.
   *
   * @param type the type
   * @param <T> the type
   * @return the arguments, converted by the engine's object mapper
   * @throws InvalidArgumentsException if they don't fit, which fails the step with the code {@code
   *     invalid_arguments}
   */
  <T> T argumentsAs(Class<T> type);

  /**
   * The execution.
   *
   * @return its id
   */
  String executionId();

  /**
   * The step.
   *
   * @return its number
   */
  int stepNumber();

  /**
   * Who triggered the execution.
   *
   * @return the caller id
   */
  String caller();

  /**
   * Which attempt this is.
   *
   * @return from 1
   */
  int attempt();

  /**
   * The same for every attempt, retry and node that does this work, and for no other work: {@code
   * <execution id>:<step number>[:<item index>][:compensate]}. A tool that passes it on can make
   * its effect happen once.
   *
   * @return the key
   */
  String idempotencyKey();

  /**
   * By when the call must be done: the nearer of the step's timeout and the run's deadline.
   *
   * @return the instant, or null for none
   */
  @Nullable Instant deadline();

  /**
   * The time left until {@link #deadline()}.
   *
   * @return not negative; null for no deadline
   */
  @Nullable Duration remaining();

  /**
   * Whether the result is no longer wanted: the run was cancelled, the attempt timed out or the
   * engine is closing. The thread is interrupted too.
   *
   * @return true once it is
   */
  boolean isCancelled();

  /**
   * Names this execution, unit of work and attempt to whoever completes a pending result. It can't
   * be guessed; treat it like a password.
   *
   * @return the token
   */
  String completionToken();

  /**
   * Starts a call for a unit test.
   *
   * @param toolId the tool
   * @return a builder with plain defaults: no arguments, attempt 1, step 1, no deadline
   */
  static Builder builder(String toolId) {
    return new Builder(toolId);
  }

  /** Makes calls for unit tests of tools. Not thread-safe. */
  final class Builder {
    final DetachedCall call;

    private Builder(String toolId) {
      call = new DetachedCall(toolId);
    }

    /**
     * Sets the arguments.
     *
     * @param arguments an object; each call gets its own copy
     * @return this
     */
    public Builder arguments(ObjectNode arguments) {
      call.arguments = arguments;
      return this;
    }

    /**
     * Sets the tool's name.
     *
     * @param name the name that records show
     * @return this
     */
    public Builder toolName(String name) {
      call.toolName = name;
      return this;
    }

    /**
     * Sets the execution.
     *
     * @param id its id
     * @return this
     */
    public Builder executionId(String id) {
      call.executionId = id;
      return this;
    }

    /**
     * Sets the step.
     *
     * @param number its number
     * @return this
     */
    public Builder stepNumber(int number) {
      call.stepNumber = number;
      return this;
    }

    /**
     * Sets the caller.
     *
     * @param id the caller id
     * @return this
     */
    public Builder caller(String id) {
      call.caller = id;
      return this;
    }

    /**
     * Sets the attempt.
     *
     * @param number from 1
     * @return this
     */
    public Builder attempt(int number) {
      call.attempt = number;
      return this;
    }

    /**
     * Sets the deadline.
     *
     * @param instant the deadline, or null for none
     * @return this
     */
    public Builder deadline(@Nullable Instant instant) {
      call.deadline = instant;
      return this;
    }

    /**
     * Makes it a call whose result is no longer wanted.
     *
     * @return this
     */
    public Builder cancelled() {
      call.cancelled = true;
      return this;
    }

    /**
     * Makes the call.
     *
     * @return a call that belongs to no run
     */
    public ToolCall build() {
      return call.copy();
    }
  }
}
