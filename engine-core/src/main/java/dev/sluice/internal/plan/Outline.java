package dev.sluice.internal.plan;

import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a record needs to know of a workflow's steps, by slot. Made without compiling anything: a
 * record can be read even if its definition no longer passes the checks.
 */
public final class Outline {
  private final Step[] steps;
  private final int[] numbers;
  private final boolean compensates;

  private Outline(List<Step> steps) {
    this.steps = steps.toArray(new Step[0]);
    this.numbers = steps.stream().mapToInt(Step::stepNumber).toArray();
    this.compensates = steps.stream().anyMatch(step -> step.compensate() != null);
  }

  /**
   * A workflow's outline.
   *
   * @param workflow a definition
   * @return its steps by number
   */
  public static Outline of(Workflow workflow) {
    return new Outline(
        workflow.steps().stream().sorted(Comparator.comparingInt(Step::stepNumber)).toList());
  }

  /**
   * How many steps there are.
   *
   * @return at least 1
   */
  public int size() {
    return numbers.length;
  }

  /**
   * Whether any step has a compensation.
   *
   * @return false if nothing is ever undone
   */
  public boolean compensates() {
    return compensates;
  }

  /**
   * A step.
   *
   * @param slot its place by number
   * @return the step
   */
  public Step step(int slot) {
    return steps[slot];
  }

  /**
   * A step's slot.
   *
   * @param number a step number
   * @return the slot, or negative if there is no such step
   */
  public int slotOf(int number) {
    int likely = number - 1;
    return likely >= 0 && likely < numbers.length && numbers[likely] == number
        ? likely
        : Arrays.binarySearch(numbers, number);
  }
}
