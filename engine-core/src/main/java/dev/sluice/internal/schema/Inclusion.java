package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.json.Json;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Proves that every value of one shape is admitted by another, as far as the keywords go that are
 * reasoned about.
 *
 * <p>A recursive schema leads back to a question that is still open, about a smaller part of the
 * value: there it may be taken for granted, as in any proof by induction.
 */
final class Inclusion {
  private record Question(Set<Shape> from, Shape wanted) {}

  /** Kinds that have so few values that each can be looked at. */
  private static final List<JsonNode> NULLS = List.of(Json.NODES.nullNode());

  private static final List<JsonNode> BOOLEANS =
      List.of(Json.NODES.booleanNode(true), Json.NODES.booleanNode(false));

  private final Effort effort;
  private final Emptiness emptiness;
  private final Values known;
  private final Set<Question> open = new HashSet<>();

  Inclusion(Effort effort) {
    this.effort = effort;
    this.emptiness = new Emptiness(effort);
    this.known = new Values(effort);
  }

  /** Every call but the first is about a member or an element, never about the same value. */
  boolean within(List<Shape> from, Shape wanted) {
    Alternative all = Alternative.of(from);
    Question question = new Question(Set.copyOf(all.shapes), wanted);
    if (!open.add(question)) {
      return true;
    }
    try {
      return everyAlternative(all, wanted);
    } finally {
      open.remove(question);
    }
  }

  private boolean everyAlternative(Alternative from, Shape wanted) {
    if (from.kinds.isEmpty() || from.shapes.contains(wanted)) {
      return true;
    }
    if (!effort.enter()) {
      return false;
    }
    try {
      List<JsonNode> listed = from.listed();
      if (listed != null) {
        return valuesWithin(from, listed, wanted);
      } else if (from.unions.isEmpty()) {
        return everyKind(from, wanted);
      }
      for (Shape branch : from.unions.get(0).branches()) {
        if (!everyAlternative(from.with(branch), wanted)) {
          return false;
        }
      }
      return true;
    } finally {
      effort.leave();
    }
  }

  private boolean valuesWithin(Alternative from, List<JsonNode> values, Shape wanted) {
    for (JsonNode value : values) {
      if (!emptiness.rejected(value, from) && !known.accepts(wanted, value)) {
        return false;
      }
    }
    return true;
  }

  private boolean everyKind(Alternative from, Shape wanted) {
    for (Kind kind : from.kinds) {
      boolean fits =
          kindWithin(from, kind, wanted)
              || (kind == Kind.NULL
                  ? valuesWithin(from, NULLS, wanted)
                  : kind == Kind.BOOLEAN
                      ? valuesWithin(from, BOOLEANS, wanted)
                      : !emptiness.possible(from, kind));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private boolean kindWithin(Alternative from, Kind kind, Shape wanted) {
    if (from.shapes.contains(wanted)) {
      return true;
    }
    if (!wanted.kinds.contains(kind) || wanted.values != null || !effort.enter()) {
      return false;
    }
    try {
      for (Shape part : wanted.all) {
        if (!kindWithin(from, kind, part)) {
          return false;
        }
      }
      for (Shape.Union union : wanted.unions) {
        if (!withinUnion(from, kind, union)) {
          return false;
        }
      }
      return kind == Kind.OBJECT
          ? objectWithin(from, wanted)
          : kind != Kind.ARRAY || arrayWithin(from, wanted);
    } finally {
      effort.leave();
    }
  }

  private boolean withinUnion(Alternative from, Kind kind, Shape.Union union) {
    for (Shape branch : union.branches()) {
      if (kindWithin(from, kind, branch)
          && (!union.exactlyOne() || outsideOthers(from, kind, union, branch))) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // shapes are told apart by identity
  private boolean outsideOthers(Alternative from, Kind kind, Shape.Union union, Shape branch) {
    int same = 0;
    for (Shape other : union.branches()) {
      if (other == branch) {
        same++;
      } else if (!emptiness.isEmpty(from.only(kind).and(other))) {
        return false;
      }
    }
    return same == 1;
  }

  private boolean objectWithin(Alternative from, Shape wanted) {
    if (!from.required().containsAll(wanted.required)) {
      return false;
    }
    Set<String> names = new LinkedHashSet<>(wanted.properties.keySet());
    if (wanted.additional != null) {
      names.addAll(from.names());
      if (!within(from.others(), wanted.additional)) {
        return false;
      }
    }
    for (String name : names) {
      Shape member = wanted.properties.getOrDefault(name, wanted.additional);
      if (member != null && !within(from.member(name), member)) {
        return false;
      }
    }
    return true;
  }

  private boolean arrayWithin(Alternative from, Shape wanted) {
    if (from.fewest() < wanted.fewest) {
      return false;
    }
    int positions = Math.max(from.positions(), wanted.prefix.size());
    for (int i = 0; i <= positions; i++) {
      Shape element = i < wanted.prefix.size() ? wanted.prefix.get(i) : wanted.items;
      if (element != null && !within(from.element(i), element)) {
        return false;
      }
    }
    return true;
  }
}
