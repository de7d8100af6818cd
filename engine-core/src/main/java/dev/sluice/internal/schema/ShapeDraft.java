package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a shape is made from; it gives its collections away, so it makes one shape only. */
final class ShapeDraft {
  Set<Kind> kinds = Kind.EVERY;
  @Nullable List<JsonNode> values;
  final Map<String, Shape> properties = new LinkedHashMap<>();
  final Set<String> required = new LinkedHashSet<>();
  @Nullable Shape additional;
  boolean patterned;
  final List<Shape> prefix = new ArrayList<>();
  @Nullable Shape items;
  int fewest;
  final List<Shape> all = new ArrayList<>();
  final List<Shape.Union> unions = new ArrayList<>();
  @Nullable JsonNode fallback;
  boolean given;

  Shape shape() {
    return new Shape(this);
  }

  /** Whether it says nothing itself but that one other shape holds. */
  boolean isOnlyOneOther() {
    return all.size() == 1
        && kinds.equals(Kind.EVERY)
        && values == null
        && properties.isEmpty()
        && required.isEmpty()
        && additional == null
        && !patterned
        && prefix.isEmpty()
        && items == null
        && unions.isEmpty()
        && fallback == null;
  }

  static Shape ofKinds(Set<Kind> kinds) {
    ShapeDraft draft = new ShapeDraft();
    draft.kinds = kinds;
    return draft.shape();
  }

  /** An object with these members, some of them always there, and perhaps others. */
  static Shape object(Map<String, Shape> members, Set<String> always, @Nullable Shape others) {
    ShapeDraft draft = new ShapeDraft();
    draft.kinds = Set.of(Kind.OBJECT);
    draft.properties.putAll(members);
    draft.required.addAll(always);
    draft.additional = others;
    return draft.shape();
  }

  /** The same among the inputs, where it has members that references may look for. */
  static Shape given(Shape shape) {
    if (shape.all.isEmpty()
        && shape.unions.isEmpty()
        && shape.properties.isEmpty()
        && shape.prefix.isEmpty()
        && shape.items == null
        && shape.additional == null) {
      return shape;
    }
    ShapeDraft draft = new ShapeDraft();
    draft.all.add(shape);
    draft.given = true;
    return draft.shape();
  }
}
