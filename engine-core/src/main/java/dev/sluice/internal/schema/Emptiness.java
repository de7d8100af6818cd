package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Proves that no value satisfies several shapes at once. "Not proved" says nothing.
 *
 * <p>A recursive schema leads back to a question that is still open; the answer there is "not
 * proved", which can only lose proofs.
 */
final class Emptiness {
  private final Effort effort;
  private final Set<Set<Shape>> open = new HashSet<>();

  Emptiness(Effort effort) {
    this.effort = effort;
  }

  boolean isEmpty(List<Shape> all) {
    if (all.isEmpty() || (all.size() == 1 && Alternative.isPlain(all.get(0)))) {
      return false; // as most members are, of which there may be thousands
    }
    return isEmpty(Alternative.of(all));
  }

  boolean isEmpty(Alternative all) {
    if (all.kinds.isEmpty()) {
      return true;
    }
    if (!effort.enter()) {
      return false;
    }
    try {
      List<JsonNode> listed = all.listed();
      if (listed != null) {
        return listed.stream().allMatch(value -> rejected(value, all));
      } else if (all.unions.isEmpty()) {
        return noKindPossible(all);
      }
      for (Shape branch : all.unions.get(0).branches()) {
        if (!isEmpty(all.with(branch))) {
          return false;
        }
      }
      return true;
    } finally {
      effort.leave();
    }
  }

  /** Whether some of the shapes provably doesn't admit the value. */
  boolean rejected(JsonNode value, Alternative all) {
    Values values = new Values(effort);
    if (!all.kinds.contains(Kind.of(value))) {
      return true;
    }
    for (Shape shape : all.shapes) {
      if (values.rejects(shape, value)) {
        return true;
      }
    }
    return false;
  }

  private boolean noKindPossible(Alternative all) {
    if (!open.add(Set.copyOf(all.shapes))) {
      return false;
    }
    try {
      for (Kind kind : all.kinds) {
        if (possible(all, kind)) {
          return false;
        }
      }
      return true;
    } finally {
      open.remove(Set.copyOf(all.shapes));
    }
  }

  /** Whether an alternative without unions and listed values may have values of a kind. */
  boolean possible(Alternative all, Kind kind) {
    if (!all.kinds.contains(kind)) {
      return false;
    } else if (kind == Kind.OBJECT) {
      for (Shape shape : all.shapes) {
        for (String name : shape.required) {
          if (!effort.pay()) {
            return true;
          } else if (!all.isOpenFor(name) && isEmpty(all.member(name))) {
            return false;
          }
        }
      }
    } else if (kind == Kind.ARRAY) {
      for (int i = 0; i < all.fewest(); i++) {
        if (isEmpty(all.element(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
