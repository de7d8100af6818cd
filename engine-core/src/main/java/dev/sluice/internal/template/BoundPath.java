package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
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
      return path.walk(scope.step(slot, path.name(1), member), 3);
    } else if (from == From.INPUTS) {
      return path.walk(scope.inputs(), 1);
    }
    if (from == From.RELATIVE) {
      return relative(open);
    }
    return from == From.CURRENT
        ? (JsonNode) open.get(open.size() - 1)
        : path.walk(start(scope), firstStep());
  }

  /** The value of the root, or of the step's member. */
  @Nullable
  JsonNode start(Scope scope) {
    if (from == From.INPUTS) {
      return scope.inputs();
    } else if (from == From.STEP) {
      return member == null ? null : scope.step(slot, path.name(1), member);
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
