package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.Nullable;
import java.util.List;

/**
 * A reference that knows its root. One class that asks, not one a root: the call stays monomorphic
 * where templates are resolved.
 */
final class BoundPath {
  /** What stands before the first open value in the list of {@link #find}. */
  static final int FIRST_OPEN = 1;

  private enum From {
    INPUTS,
    STEP,
    EXTRA,
    RELATIVE,
    CURRENT
  }

  private final From from;
  private final Path path;
  private final TemplateReference reference;
  private final int slot;
  private final @Nullable StepMember member;
  private final String stepKey;

  /** The one name below the root, or null if there are none or more. */
  private final @Nullable String only;

  BoundPath(Path path, TemplateReference reference) {
    this.path = path;
    this.reference = reference;
    this.slot = reference.slot();
    this.member = reference.member();
    if (reference.root() == null) {
      this.from = path.length() == 0 ? From.CURRENT : From.RELATIVE;
    } else if (member != null) {
      this.from = From.STEP;
    } else {
      this.from = reference.root().equals(Roots.INPUTS) ? From.INPUTS : From.EXTRA;
    }
    this.stepKey = from == From.STEP ? path.name(1) : "";
    this.only = path.length() == firstStep() + 1 ? path.name(firstStep()) : null;
  }

  TemplateReference reference() {
    return reference;
  }

  Path path() {
    return path;
  }

  /**
   * Looks the path up.
   *
   * @param scope where roots come from
   * @param open the values of the open sections from {@link #FIRST_OPEN} on, innermost last
   * @return the value, or null where it is missing
   */
  @Nullable
  JsonNode find(Scope scope, List<?> open) {
    if (from == From.STEP && member != null) {
      return below(scope.step(slot, stepKey, member), 3);
    } else if (from == From.INPUTS) {
      return below(scope.inputs(), 1);
    }
    if (from == From.RELATIVE) {
      return relative(open);
    }
    return from == From.CURRENT
        ? (JsonNode) open.get(open.size() - 1)
        : path.walk(start(scope), firstStep());
  }

  /** Most paths name a member of the inputs, or of a step's result, and nothing below. */
  private @Nullable JsonNode below(@Nullable JsonNode start, int segment) {
    return only != null && start instanceof ObjectNode object
        ? object.get(only)
        : path.walk(start, segment);
  }

  /** The value of the root, or of the step's member. */
  @Nullable
  JsonNode start(Scope scope) {
    if (from == From.INPUTS) {
      return scope.inputs();
    } else if (from == From.STEP) {
      return member == null ? null : scope.step(slot, stepKey, member);
    }
    return from == From.EXTRA ? scope.root(path.name(0)) : null;
  }

  /** The first segment below {@link #start}. */
  int firstStep() {
    return from == From.STEP ? 3 : 1;
  }

  /** Whoever has the first name answers for the whole path: there is no way back. */
  private @Nullable JsonNode relative(List<?> open) {
    for (int i = open.size() - 1; i >= FIRST_OPEN; i--) {
      JsonNode found = path.member((JsonNode) open.get(i), 0);
      if (found != null) {
        return path.walk(found, 1);
      }
    }
    return null;
  }
}
