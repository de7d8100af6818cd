package dev.sluice.internal.template;

import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.text.DidYouMean;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Says where a path that has no value leaves the data. Tells names and JSON types of what is there,
 * never a value.
 */
final class Missing {
  private static final int LONGEST_NAME = 64;
  private static final int MOST_CANDIDATES = 1_000;

  private Missing() {}

  static Problem problem(BoundPath path, Scope scope, List<?> open, boolean suggest) {
    TemplateReference reference = path.reference();
    Problem.Builder problem;
    if (reference.relative()) {
      problem = relative(path, open, suggest);
    } else {
      JsonNode start = path.start(scope);
      problem =
          start == null
              ? builder(
                  reference,
                  Faults.shown(written(path.path(), path.firstStep()))
                      + " has no value in this run.")
              : below(path, start, path.firstStep(), suggest);
    }
    return problem.at(reference.line(), reference.column()).reference(reference.path()).build();
  }

  private static Problem.Builder relative(BoundPath path, List<?> open, boolean suggest) {
    String first = path.path().name(0);
    for (int i = open.size() - 1; i >= BoundPath.FIRST_OPEN; i--) {
      JsonNode found = path.path().member((JsonNode) open.get(i), 0);
      if (found != null) {
        return below(path, found, 1, suggest);
      }
    }
    List<String> candidates = new ArrayList<>(List.of(Roots.INPUTS, Roots.STEPS));
    for (int i = open.size() - 1; i >= BoundPath.FIRST_OPEN && suggest; i--) {
      addNames((JsonNode) open.get(i), candidates);
    }
    return builder(
            path.reference(),
            "None of the values of the open sections has a member " + Faults.shown(first) + '.')
        .suggestion(suggestion(path.path(), 0, candidates));
  }

  /** The first step that leads nowhere. */
  private static Problem.Builder below(
      BoundPath bound, JsonNode start, int firstStep, boolean suggest) {
    Path path = bound.path();
    JsonNode parent = start;
    int step = firstStep;
    for (JsonNode next = path.member(parent, step);
        next != null;
        next = path.member(parent, step)) {
      parent = next;
      step++;
    }
    List<String> candidates = new ArrayList<>();
    if (suggest) {
      addNames(parent, candidates);
    }
    String holder = Faults.shown(written(path, step));
    String name = Faults.shown(path.name(step));
    String message =
        switch (parent.asToken().id()) {
          case ID_START_OBJECT -> holder + " has no member " + name + '.';
          case ID_START_ARRAY -> holder + " is an array and has no element " + name + '.';
          default -> holder + " is " + typeOf(parent) + " and has no members, so no " + name + '.';
        };
    return builder(bound.reference(), message).suggestion(suggestion(path, step, candidates));
  }

  private static Problem.Builder builder(TemplateReference reference, String message) {
    return Problem.error(ProblemCode.MISSING_VALUE, reference.pointer(), message);
  }

  private static String typeOf(JsonNode value) {
    return value.isNull() ? "null" : "a " + value.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static String written(Path path, int segments) {
    return String.join(".", path.segments().subList(0, segments));
  }

  private static void addNames(JsonNode holder, List<String> names) {
    for (Iterator<String> i = holder.fieldNames();
        i.hasNext() && names.size() < MOST_CANDIDATES; ) {
      String name = i.next();
      if (Path.fault(name) == null && name.indexOf('.') < 0) {
        names.add(name);
      }
    }
  }

  private static @Nullable String suggestion(Path path, int step, List<String> candidates) {
    String name = path.name(step);
    String near = name.length() > LONGEST_NAME ? null : DidYouMean.of(name, candidates);
    if (near == null) {
      return null;
    }
    String before = step == 0 ? "" : written(path, step) + '.';
    return before + near + (step + 1 < path.length() ? '.' + path.from(step + 1) : "");
  }
}
