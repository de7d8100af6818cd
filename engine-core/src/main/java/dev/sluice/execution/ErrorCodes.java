package dev.sluice.execution;

/**
 * The codes with which the engine itself fails a step or a run. Tools have codes of their own
 * beside them.
 */
public final class ErrorCodes {
  /**
   * A tool threw an exception that carries no code. Never written into a record: it is what the
   * absence of a code means.
   */
  public static final String TOOL_ERROR = "tool_error";

  /** An attempt took longer than its {@code timeout_ms}, or a completion didn't come in time. */
  public static final String TIMEOUT = "timeout";

  /** The executing thread was interrupted by its host. */
  public static final String INTERRUPTED = "interrupted";

  /** The run was cancelled, or was ending for another reason, while the step was under way. */
  public static final String CANCELLED = "cancelled";

  /** The run's deadline passed. */
  public static final String DEADLINE_EXCEEDED = "deadline_exceeded";

  /** A template had a missing value or passed a limit. */
  public static final String UNRESOLVED = "unresolved_template";

  /** A condition compares what can't be compared. */
  public static final String UNDECIDABLE = "undecidable_condition";

  /** A loop's items are no array. */
  public static final String NOT_AN_ARRAY = "not_an_array";

  /** A loop has more items than the limit admits. */
  public static final String TOO_MANY_ITEMS = "too_many_items";

  /** A tool returned Java null, or something that isn't JSON. */
  public static final String INVALID_RESULT = "invalid_result";

  /** A result is larger or deeper than the limits admit. */
  public static final String RESULT_TOO_LARGE = "result_too_large";

  /** The arguments don't fit what the tool takes. */
  public static final String INVALID_ARGUMENTS = "invalid_arguments";

  /** No invoker has the tool. */
  public static final String UNKNOWN_TOOL = "unknown_tool";

  /** The run used up a budget. */
  public static final String BUDGET_EXCEEDED = "budget_exceeded";

  /** The caller has as many runs under way as the engine admits. */
  public static final String TOO_MANY_RUNS = "too_many_runs";

  /** The engine was closed while the run was under way. */
  public static final String ENGINE_CLOSED = "engine_closed";

  /** Workflows call each other deeper than is admitted. */
  public static final String TOO_DEEP = "too_deep";

  /**
   * The engine crashed during a call that must not be repeated; nobody knows whether it had its
   * effect.
   */
  public static final String OUTCOME_UNKNOWN = "outcome_unknown";

  /** The run was taken over from crashed engines too often: it may be what crashes them. */
  public static final String TOO_MANY_RECOVERIES = "too_many_recoveries";

  private ErrorCodes() {}
}
