package dev.sluice.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Is told about the progress of runs.
 *
 * <p>Called on the thread that advances the run, so it must be quick. Every event says after which
 * write to the store it fires; a crash between that write and the event loses the event, never the
 * record. One that throws is logged with its cause and changes nothing. The events of one run come
 * one after the other, those of several runs at the same time.
 */
public interface ExecutionListener {
  /**
   * A run starts. Fires after the write that creates it (a submitted run: after the write that
   * claims it).
   *
   * @param execution the record, running, without steps
   */
  default void started(Execution execution) {}

  /**
   * A tool is about to be called. Fires after everything before it was written; nothing is written
   * for the start itself.
   *
   * @param step which step, item and attempt
   */
  default void stepStarted(StepEvent step) {}

  /**
   * An attempt failed and another will be made. Fires after the write that records the failure and
   * the time of the next attempt.
   *
   * @param step which step, item and attempt
   * @param code the failure's code
   * @param error the failure's message
   * @param retryAt when the next attempt is due
   */
  default void attemptFailed(StepEvent step, String code, String error, Instant retryAt) {}

  /**
   * A step waits for a completion from outside, or for a time. Fires after the write that parks it.
   *
   * @param step which step, item and attempt
   * @param until the latest time, or null for none
   */
  default void waiting(StepEvent step, @Nullable Instant until) {}

  /**
   * A step, an item of a loop or a compensation ended, or was skipped. Fires after the write that
   * records it.
   *
   * @param step which step, item and attempt
   * @param status how it ended
   * @param error why it failed, or null
   */
  default void stepEnded(StepEvent step, StepStatus status, @Nullable String error) {}

  /**
   * A cancellation takes effect: nothing new starts. Fires after the write that records it.
   *
   * @param executionId the run
   */
  default void cancelled(String executionId) {}

  /**
   * A run goes on after another node, or an earlier life of this one, left it. Fires after the
   * write that claims it.
   *
   * @param execution the record so far
   */
  default void resumed(Execution execution) {}

  /**
   * A run ended. Fires after the write that records it.
   *
   * @param execution the whole record
   */
  default void ended(Execution execution) {}
}
