package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Looks into shapes: members, names, kinds, over all alternatives that aren't provably empty. */
final class Navigation {
  /** Beyond so many different elements, or values, nothing is concluded from what they are. */
  private static final int MOST_ELEMENTS = 200;

  private final Effort effort;
  private final Emptiness emptiness;

  Navigation(Effort effort) {
    this.effort = effort;
    this.emptiness = new Emptiness(effort);
  }

  /** Visits alternatives without unions; false as soon as the visitor says so, or effort ends. */
  boolean visit(Alternative all, Predicate<Alternative> visitor) {
    if (all.kinds.isEmpty()) {
      return true;
    }
    if (!effort.enter()) {
      return false;
    }
    try {
      if (all.unions.isEmpty()) {
        return emptiness.isEmpty(all) || visitor.test(all);
      }
      for (Shape branch : all.unions.get(0).branches()) {
        if (!visit(all.with(branch), visitor)) {
          return false;
        }
      }
      return true;
    } finally {
      effort.leave();
    }
  }

  /** Values that are listed and not ruled out; null where none are listed. */
  @Nullable
  List<JsonNode> values(Alternative all) {
    List<JsonNode> listed = all.listed();
    return listed == null
        ? null
        : listed.stream().filter(value -> !emptiness.rejected(value, all)).toList();
  }

  /** What is known of an alternative without unions. */
  Exploration.Way way(Alternative all) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    List<JsonNode> values = values(all);
    if (values == null) {
      all.kinds.stream().filter(kind -> emptiness.possible(all, kind)).forEach(kinds::add);
    }
    return new Exploration.Way(all, values, kinds);
  }

  Member member(Exploration shape, String segment) {
    List<Member> found = new ArrayList<>();
    if (!shape.visit(this, way -> membersOf(way, segment, found))) {
      return Member.UNKNOWN;
    }
    return join(found);
  }

  private boolean membersOf(Exploration.Way way, String segment, List<Member> found) {
    Alternative all = way.all;
    List<JsonNode> values = way.values;
    if (values != null) {
      boolean many = values.size() > MOST_ELEMENTS;
      for (JsonNode value : values) {
        Member member = ofValue(value, segment, many);
        if (member.presence() == Member.Presence.NEVER && value.isObject()) {
          JsonNode absent = all.absentInput(segment);
          member = absent == null ? member : Member.always(Shape.literal(absent));
        }
        if (!many || !found.contains(member)) {
          found.add(member);
        }
      }
      return true;
    }
    for (Kind kind : way.kinds) {
      found.add(
          kind == Kind.OBJECT
              ? ofObject(all, segment)
              : kind == Kind.ARRAY ? ofArray(all, segment) : Member.ABSENT);
    }
    return true;
  }

  private static Member ofValue(JsonNode value, String segment, boolean shapeless) {
    int index = index(segment);
    JsonNode found =
        value.isObject()
            ? value.get(segment)
            : value.isArray() && index >= 0 ? value.get(index) : null;
    return found == null
        ? Member.ABSENT
        : shapeless ? Member.SOMETHING : Member.always(Shape.literal(found));
  }

  private Member ofObject(Alternative all, String name) {
    List<Shape> shapes = all.member(name);
    if (emptiness.isEmpty(shapes)) {
      return Member.ABSENT;
    }
    Shape shape = Shape.allOf(shapes);
    Member.Presence presence = all.requires(name) ? Member.Presence.ALWAYS : Member.Presence.MAYBE;
    if (all.isGiven()) {
      shape = ShapeDraft.given(shape);
      JsonNode absent = presence == Member.Presence.ALWAYS ? null : all.absentInput(name);
      if (absent != null) {
        return Member.always(absent.isNull() ? shape.orNull() : shape);
      }
    }
    return new Member(presence, shape, all.mayDeclare(name));
  }

  private Member ofArray(Alternative all, String segment) {
    int index = index(segment);
    if (index < 0) {
      return Member.ABSENT;
    }
    List<Shape> shapes = all.element(index);
    if (emptiness.isEmpty(shapes)) {
      return Member.ABSENT;
    }
    Member.Presence presence =
        index < all.fewest() ? Member.Presence.ALWAYS : Member.Presence.MAYBE;
    Shape shape = Shape.allOf(shapes);
    return new Member(presence, all.isGiven() ? ShapeDraft.given(shape) : shape, !shapes.isEmpty());
  }

  private static Member join(List<Member> found) {
    List<Shape> shapes = new ArrayList<>();
    boolean always = true;
    boolean declared = false;
    for (Member member : found) {
      always &= member.presence() == Member.Presence.ALWAYS;
      declared |= member.declared();
      if (member.presence() != Member.Presence.NEVER) {
        shapes.add(member.shape());
      }
    }
    if (shapes.isEmpty()) {
      // Without any alternative the value itself can't exist, and nothing is claimed of its parts.
      return found.isEmpty() ? Member.UNKNOWN : Member.ABSENT;
    }
    return new Member(
        always ? Member.Presence.ALWAYS : Member.Presence.MAYBE, Shape.anyOf(shapes), declared);
  }

  Shape elements(Exploration shape) {
    List<Shape> found = new ArrayList<>();
    boolean whole = shape.visit(this, way -> elementsOf(way, found));
    return whole ? Shape.anyOf(found) : Shape.unknown();
  }

  private boolean elementsOf(Exploration.Way way, List<Shape> found) {
    Alternative all = way.all;
    List<JsonNode> values = way.values;
    if (values != null) {
      for (JsonNode value : values) {
        if (value.isArray()) {
          value.forEach(element -> found.add(Shape.literal(element)));
        }
      }
      return true;
    }
    for (int i = 0; i <= all.positions() && way.kinds.contains(Kind.ARRAY); i++) {
      List<Shape> element = all.element(i);
      if (!emptiness.isEmpty(element)) {
        Shape shape = Shape.allOf(element);
        found.add(all.isGiven() ? ShapeDraft.given(shape) : shape);
      }
    }
    return found.size() <= MOST_ELEMENTS;
  }

  /** The number that a canonical index stands for, or -1. */
  private static int index(String segment) {
    if (segment.isEmpty()
        || segment.length() > 9
        || (segment.length() > 1 && segment.charAt(0) == '0')) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  Set<Kind> kinds(Exploration shape) {
    Set<Kind> found = EnumSet.noneOf(Kind.class);
    boolean whole =
        shape.visit(
            this,
            way -> {
              List<JsonNode> values = way.values;
              if (values != null) {
                values.forEach(value -> found.add(Kind.of(value)));
              }
              found.addAll(way.kinds);
              return true;
            });
    return whole ? found : EnumSet.allOf(Kind.class);
  }

  /** What every alternative requires; empty unless each of them admits nothing but objects. */
  Set<String> requiredNames(Exploration shape) {
    List<Set<String>> found = new ArrayList<>();
    boolean whole =
        shape.visit(
            this,
            way -> {
              if (way.values == null
                  ? way.kinds.contains(Kind.OBJECT)
                  : way.all.kinds.contains(Kind.OBJECT)
                      && emptiness.possible(way.all, Kind.OBJECT)) {
                found.add(way.all.required());
              }
              return true;
            });
    if (!whole || found.isEmpty()) {
      return Set.of();
    }
    Set<String> common = new LinkedHashSet<>(found.get(0));
    found.forEach(common::retainAll);
    return common;
  }

  Set<String> names(Exploration shape) {
    Set<String> found = new LinkedHashSet<>();
    shape.visit(
        this,
        way -> {
          for (String name : way.all.names()) {
            if (!emptiness.isEmpty(way.all.member(name))) {
              found.add(name);
            }
          }
          List<JsonNode> values = way.values;
          if (values != null) {
            values.forEach(value -> value.fieldNames().forEachRemaining(found::add));
          }
          return true;
        });
    return found;
  }
}
