package dev.sluice.internal.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The closed set of names that a reference may start with, and how step keys bind to slots.
 *
 * <p>Immutable; as thread-safe as the function.
 */
public final class Roots {
  static final String INPUTS = "inputs";
  static final String STEPS = "steps";

  private final ToIntFunction<String> slotOfStep;
  private final List<String> extras;
  private final boolean open;

  private Roots(ToIntFunction<String> slotOfStep, List<String> extras, boolean open) {
    this.slotOfStep = slotOfStep;
    this.extras = extras;
    this.open = open;
  }

  /**
   * The roots {@code inputs} and {@code steps}, and maybe more.
   *
   * @param slotOfStep the ordinal (0 or more) of the key that is written after {@code steps.}, or
   *     -1 where there is no such step; the template compiles all the same
   * @param extraRoots names such as {@code item} and {@code index}
   * @return the roots
   */
  public static Roots of(ToIntFunction<String> slotOfStep, String... extraRoots) {
    return new Roots(slotOfStep, List.of(extraRoots), false);
  }

  /**
   * No roots: any name is sought in the data, as plain Mustache has it. The value of {@link
   * Scope#root} under the empty name is the data. Only for the official suites.
   */
  static Roots open() {
    return new Roots(key -> -1, List.of(), true);
  }

  boolean isOpen() {
    return open;
  }

  boolean isExtra(String name) {
    return extras.contains(name);
  }

  int slot(String stepKey) {
    return slotOfStep.applyAsInt(stepKey);
  }

  List<String> names() {
    List<String> names = new ArrayList<>(extras.size() + 2);
    names.add(INPUTS);
    names.add(STEPS);
    names.addAll(extras);
    return names;
  }
}
