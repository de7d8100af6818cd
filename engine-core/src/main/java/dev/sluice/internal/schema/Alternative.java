package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.internal.Nullable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Several shapes that hold at once, with their references and conjunctions followed. While {@link
 * #unions} has entries, each branch of the first gives an alternative of its own.
 */
final class Alternative {
  /** Every shape that holds, each once; reading them needs no further step. */
  final Set<Shape> shapes;

  final Set<Kind> kinds;
  final List<Shape.Union> unions;

  private Alternative(Set<Shape> shapes, Set<Kind> kinds, List<Shape.Union> unions) {
    this.shapes = shapes;
    this.kinds = kinds;
    this.unions = unions;
  }

  static Alternative of(List<Shape> all) {
    return all.size() == 1 ? all.get(0).whole() : following(all);
  }

  /** Made anew. */
  static Alternative following(List<Shape> all) {
    Alternative made =
        new Alternative(new LinkedHashSet<>(), EnumSet.allOf(Kind.class), new ArrayList<>());
    for (Shape shape : all) {
      made.add(shape);
    }
    return made;
  }

  private void add(Shape first) {
    List<Shape> waiting = new ArrayList<>(List.of(first));
    for (int i = 0; i < waiting.size(); i++) {
      Shape shape = waiting.get(i);
      if (shapes.add(shape)) {
        kinds.retainAll(shape.kinds);
        unions.addAll(shape.unions);
        waiting.addAll(shape.all);
      }
    }
  }

  /** This without its first union, and with one more shape. */
  Alternative with(Shape branch) {
    Alternative copy =
        new Alternative(
            new LinkedHashSet<>(shapes),
            copyOf(kinds),
            new ArrayList<>(unions.subList(1, unions.size())));
    copy.add(branch);
    return copy;
  }

  /** Whether no keyword restricts anything. */
  boolean saysNothing() {
    return unions.isEmpty()
        && kinds.containsAll(Kind.EVERY)
        && shapes.stream().allMatch(Alternative::unrestricted);
  }

  private static boolean unrestricted(Shape shape) {
    return shape.values == null
        && shape.properties.isEmpty()
        && shape.required.isEmpty()
        && shape.additional == null
        && shape.prefix.isEmpty()
        && shape.items == null;
  }

  /** This and one more shape. */
  Alternative and(Shape shape) {
    Alternative copy =
        new Alternative(new LinkedHashSet<>(shapes), copyOf(kinds), new ArrayList<>(unions));
    copy.add(shape);
    return copy;
  }

  private static Set<Kind> copyOf(Set<Kind> kinds) {
    return kinds.isEmpty() ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(kinds);
  }

  /** This without its unions, of one kind only. */
  Alternative only(Kind kind) {
    return new Alternative(
        shapes, kinds.contains(kind) ? EnumSet.of(kind) : EnumSet.noneOf(Kind.class), List.of());
  }

  /** The values that come into question, where some shape lists them; others may rule some out. */
  @Nullable
  List<JsonNode> listed() {
    List<JsonNode> fewest = null;
    for (Shape shape : shapes) {
      if (shape.values != null && (fewest == null || shape.values.size() < fewest.size())) {
        fewest = shape.values;
      }
    }
    return fewest;
  }

  Set<String> required() {
    Set<String> names = new LinkedHashSet<>();
    for (Shape shape : shapes) {
      names.addAll(shape.required);
    }
    return names;
  }

  boolean requires(String name) {
    for (Shape shape : shapes) {
      if (shape.required.contains(name)) {
        return true;
      }
    }
    return false;
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Shape shape : shapes) {
      names.addAll(shape.properties.keySet());
    }
    return names;
  }

  /** What an absent member of a given object stands for; null where the name isn't declared. */
  @Nullable
  JsonNode absent(String name) {
    JsonNode found = null;
    for (Shape shape : shapes) {
      Shape property = shape.properties.get(name);
      JsonNode fallback = property == null ? null : Defaults.of(property);
      if (fallback != null) {
        return fallback;
      }
      found = property == null ? found : NullNode.instance;
    }
    return found;
  }

  /** Whether a declared member isn't there. */
  boolean lacks(JsonNode object) {
    for (Shape shape : shapes) {
      if (shape.properties.size() > object.size()) {
        return true;
      }
      for (String name : shape.properties.keySet()) {
        if (!object.has(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /** As {@link #absent}, where a value of this is known to be among the inputs. */
  @Nullable
  JsonNode absentInput(String name) {
    for (Shape shape : shapes) {
      JsonNode found = shape.given ? shape.whole().absent(name) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  boolean isGiven() {
    for (Shape shape : shapes) {
      if (shape.given) {
        return true;
      }
    }
    return false;
  }

  /** Whether some shape mentions the name, or has patterns that may match it. */
  boolean mayDeclare(String name) {
    for (Shape shape : shapes) {
      if (shape.patterned || shape.properties.containsKey(name)) {
        return true;
      }
    }
    return false;
  }

  /** All that holds for the member of that name, if there is one. */
  List<Shape> member(String name) {
    List<Shape> found = new ArrayList<>();
    for (Shape shape : shapes) {
      Shape declared = shape.properties.get(name);
      if (declared != null) {
        found.add(declared);
      } else if (shape.additional != null && !shape.patterned) {
        found.add(shape.additional);
      }
    }
    return found;
  }

  /** Whether it is seen at a glance that not all values are ruled out. */
  static boolean isPlain(Shape shape) {
    return shape.values == null
        && shape.all.isEmpty()
        && shape.unions.isEmpty()
        && shape.required.isEmpty()
        && shape.fewest == 0
        && !shape.kinds.isEmpty();
  }

  /** Whether it is seen at a glance that a member of that name isn't ruled out. */
  boolean isOpenFor(String name) {
    boolean ruled = false;
    for (Shape shape : shapes) {
      Shape member = shape.properties.get(name);
      if (member == null && !shape.patterned) {
        member = shape.additional;
      }
      if (member != null) {
        if (ruled || !isPlain(member)) {
          return false;
        }
        ruled = true;
      }
    }
    return true;
  }

  /** All that holds for members that nothing names. */
  List<Shape> others() {
    List<Shape> found = new ArrayList<>();
    for (Shape shape : shapes) {
      if (shape.additional != null && !shape.patterned) {
        found.add(shape.additional);
      }
    }
    return found;
  }

  /** How many elements of an array have shapes of their own. */
  int positions() {
    int most = 0;
    for (Shape shape : shapes) {
      most = Math.max(most, shape.prefix.size());
    }
    return most;
  }

  int fewest() {
    int fewest = 0;
    for (Shape shape : shapes) {
      fewest = Math.max(fewest, shape.fewest);
    }
    return fewest;
  }

  /** All that holds for the element at that index, if there is one. */
  List<Shape> element(int index) {
    List<Shape> found = new ArrayList<>();
    for (Shape shape : shapes) {
      if (index < shape.prefix.size()) {
        found.add(shape.prefix.get(index));
      } else if (shape.items != null) {
        found.add(shape.items);
      }
    }
    return found;
  }
}
