package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.plan.PlanStep;

/** A tool call that is to be made now. */
public final class Work {
  final UnitRun unit;
  private final PlanStep step;
  private final String toolId;
  private final int attempt;
  private final ObjectNode arguments;
  private final long deadlineMicros;
  private final Past past;

  /** What an earlier life of the run may have done about the attempt. */
  public enum Past {
    /** Nothing. */
    NOT_CALLED,
    /** It may have made the call, which may be repeated. */
    PERHAPS_CALLED,
    /** It announced the call, which must not be repeated. */
    ANNOUNCED
  }

  Work(
      UnitRun unit,
      PlanStep step,
      String toolId,
      ObjectNode arguments,
      long deadlineMicros,
      Past past) {
    this.unit = unit;
    this.step = step;
    this.toolId = toolId;
    this.attempt = unit.attempt;
    this.arguments = arguments;
    this.deadlineMicros = deadlineMicros;
    this.past = past;
  }

  /**
   * The unit.
   *
   * @return its id
   */
  public UnitId id() {
    return unit.id;
  }

  /**
   * The step it belongs to.
   *
   * @return the step
   */
  public PlanStep step() {
    return step;
  }

  /**
   * The tool: the step's, or its compensation's.
   *
   * @return the tool id
   */
  public String toolId() {
    return toolId;
  }

  /**
   * Which attempt.
   *
   * @return from 1
   */
  public int attempt() {
    return attempt;
  }

  /**
   * The resolved arguments.
   *
   * @return an object that belongs to the call
   */
  public ObjectNode arguments() {
    return arguments;
  }

  /**
   * By when it must be done.
   *
   * @return microseconds since 1970, or {@link Long#MAX_VALUE}
   */
  public long deadlineMicros() {
    return deadlineMicros;
  }

  /**
   * What an earlier life of the run may have done about the attempt.
   *
   * @return {@link Past#NOT_CALLED} where no engine crashed
   */
  public Past past() {
    return past;
  }

  /**
   * Whether the run still waits for this attempt.
   *
   * @return false once it timed out or was given up
   */
  public boolean isWanted() {
    return unit.state == UnitRun.State.RUNNING && unit.attempt == attempt;
  }
}
