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
  /** Beyond so many different elements nothing is concluded from them. */
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

  Member member(Shape shape, String segment) {
    Alternative all = Alternative.of(List.of(shape));
    List<Member> found = new ArrayList<>();
    if (!visit(all, alternative -> membersOf(alternative, segment, found))) {
      return Member.UNKNOWN;
    }
    return join(found);
  }

  private boolean membersOf(Alternative all, String segment, List<Member> found) {
    List<JsonNode> values = values(all);
    if (values != null) {
      for (JsonNode value : values) {
        found.add(ofValue(value, segment));
      }
      return true;
    }
    for (Kind kind : all.kinds) {
      if (emptiness.possible(all, kind)) {
        found.add(
            kind == Kind.OBJECT
                ? ofObject(all, segment)
                : kind == Kind.ARRAY ? ofArray(all, segment) : Member.ABSENT);
      }
    }
    return true;
  }

  private static Member ofValue(JsonNode value, String segment) {
    int index = index(segment);
    JsonNode found =
        value.isObject()
            ? value.get(segment)
            : value.isArray() && index >= 0 ? value.get(index) : null;
    return found == null
        ? Member.ABSENT
        : new Member(Member.Presence.ALWAYS, Shape.literal(found), true);
  }

  private Member ofObject(Alternative all, String name) {
    List<Shape> shapes = all.member(name);
    if (emptiness.isEmpty(shapes)) {
      return Member.ABSENT;
    }
    Member.Presence presence =
        all.required().contains(name) ? Member.Presence.ALWAYS : Member.Presence.MAYBE;
    return new Member(presence, Shape.allOf(shapes), all.mayDeclare(name));
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
    return new Member(presence, Shape.allOf(shapes), !shapes.isEmpty());
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

  Shape elements(Shape shape) {
    List<Shape> found = new ArrayList<>();
    boolean whole =
        visit(Alternative.of(List.of(shape)), alternative -> elementsOf(alternative, found));
    return whole ? Shape.anyOf(found) : Shape.unknown();
  }

  private boolean elementsOf(Alternative all, List<Shape> found) {
    List<JsonNode> values = values(all);
    if (values != null) {
      for (JsonNode value : values) {
        if (value.isArray()) {
          value.forEach(element -> found.add(Shape.literal(element)));
        }
      }
      return true;
    }
    for (int i = 0; i <= all.positions() && emptiness.possible(all, Kind.ARRAY); i++) {
      List<Shape> element = all.element(i);
      if (!emptiness.isEmpty(element)) {
        found.add(Shape.allOf(element));
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

  Set<Kind> kinds(Shape shape) {
    Set<Kind> found = EnumSet.noneOf(Kind.class);
    boolean whole =
        visit(
            Alternative.of(List.of(shape)),
            all -> {
              List<JsonNode> values = values(all);
              if (values != null) {
                values.forEach(value -> found.add(Kind.of(value)));
              } else {
                all.kinds.stream().filter(k -> emptiness.possible(all, k)).forEach(found::add);
              }
              return true;
            });
    return whole ? found : EnumSet.allOf(Kind.class);
  }

  /** What every alternative requires; empty unless each of them admits nothing but objects. */
  Set<String> requiredNames(Shape shape) {
    List<Set<String>> found = new ArrayList<>();
    boolean whole =
        visit(
            Alternative.of(List.of(shape)),
            all -> {
              if (all.kinds.contains(Kind.OBJECT) && emptiness.possible(all, Kind.OBJECT)) {
                found.add(all.required());
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

  Set<String> names(Shape shape) {
    Set<String> found = new LinkedHashSet<>();
    visit(
        Alternative.of(List.of(shape)),
        all -> {
          for (String name : all.names()) {
            if (!emptiness.isEmpty(all.member(name))) {
              found.add(name);
            }
          }
          List<JsonNode> values = values(all);
          if (values != null) {
            values.forEach(value -> value.fieldNames().forEachRemaining(found::add));
          }
          return true;
        });
    return found;
  }
}
