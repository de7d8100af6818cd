package dev.sluice.internal.engine;

import dev.sluice.internal.Nullable;
import dev.sluice.internal.text.Texts;
import org.slf4j.MDC;

/**
 * The MDC keys of a run on one thread; what stood there before is restored, so nested runs are
 * right too.
 */
final class LogContext {
  private static final String EXECUTION = "execution_id";
  private static final String WORKFLOW = "workflow_id";
  private static final String STEP = "step_number";

  private final @Nullable String execution = MDC.get(EXECUTION);
  private final @Nullable String workflow = MDC.get(WORKFLOW);
  private final @Nullable String step = MDC.get(STEP);

  private LogContext() {}

  static LogContext open(String executionId, @Nullable String workflowId) {
    LogContext before = new LogContext();
    MDC.put(EXECUTION, executionId);
    put(WORKFLOW, workflowId == null ? null : Texts.loggable(workflowId));
    MDC.remove(STEP);
    return before;
  }

  static void step(String number) {
    MDC.put(STEP, number);
  }

  static void noStep() {
    MDC.remove(STEP);
  }

  void restore() {
    put(EXECUTION, execution);
    put(WORKFLOW, workflow);
    put(STEP, step);
  }

  private static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
