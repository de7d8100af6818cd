package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** One known value against a shape: provably not admitted, admitted, or neither. */
final class Values {
  private final Effort effort;

  Values(Effort effort) {
    this.effort = effort;
  }

  /** Provably not admitted. */
  boolean rejects(Shape shape, JsonNode value) {
    if (!effort.enter()) {
      return false;
    }
    try {
      return rejectsHere(shape, value);
    } finally {
      effort.leave();
    }
  }

  /** Admitted by all keywords that are reasoned about. */
  boolean accepts(Shape shape, JsonNode value) {
    if (!effort.enter()) {
      return false;
    }
    try {
      return acceptsHere(shape, value);
    } finally {
      effort.leave();
    }
  }

  private boolean rejectsHere(Shape shape, JsonNode value) {
    if (!shape.kinds.contains(Kind.of(value))
        || (shape.values != null && !JsonEquality.in(shape.values, value))) {
      return true;
    }
    for (Shape part : shape.all) {
      if (rejects(part, value)) {
        return true;
      }
    }
    for (Shape.Union union : shape.unions) {
      if (union.branches().stream().allMatch(branch -> rejects(branch, value))) {
        return true;
      }
    }
    return (value.isObject() && rejectsObject(shape, value))
        || (value.isArray() && rejectsArray(shape, value));
  }

  private boolean rejectsObject(Shape shape, JsonNode value) {
    for (String name : shape.required) {
      if (!value.has(name)) {
        return true;
      }
    }
    for (Iterator<Map.Entry<String, JsonNode>> i = value.properties().iterator(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      Shape member = shape.properties.get(field.getKey());
      if (member == null && !shape.patterned) {
        member = shape.additional;
      }
      if (member != null && rejects(member, field.getValue())) {
        return true;
      }
    }
    return false;
  }

  private boolean rejectsArray(Shape shape, JsonNode value) {
    if (value.size() < shape.fewest) {
      return true;
    }
    for (int i = 0; i < value.size(); i++) {
      Shape element = i < shape.prefix.size() ? shape.prefix.get(i) : shape.items;
      if (element != null && rejects(element, value.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean acceptsHere(Shape shape, JsonNode value) {
    if (!shape.kinds.contains(Kind.of(value))
        || (shape.values != null && !JsonEquality.in(shape.values, value))) {
      return false;
    }
    for (Shape part : shape.all) {
      if (!accepts(part, value)) {
        return false;
      }
    }
    for (Shape.Union union : shape.unions) {
      if (!acceptsUnion(union, value)) {
        return false;
      }
    }
    return (!value.isObject() || acceptsObject(shape, value))
        && (!value.isArray() || acceptsArray(shape, value));
  }

  private boolean acceptsUnion(Shape.Union union, JsonNode value) {
    int accepting = 0;
    int rejecting = 0;
    for (Shape branch : union.branches()) {
      if (accepts(branch, value)) {
        accepting++;
      } else if (union.exactlyOne() && rejects(branch, value)) {
        rejecting++;
      }
    }
    return union.exactlyOne()
        ? accepting == 1 && rejecting == union.branches().size() - 1
        : accepting > 0;
  }

  private boolean acceptsObject(Shape shape, JsonNode value) {
    for (String name : shape.required) {
      if (!value.has(name)) {
        return false;
      }
    }
    for (Iterator<Map.Entry<String, JsonNode>> i = value.properties().iterator(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      // A key that a pattern may rule is not judged by additionalProperties, but it isn't known to
      // be fine either; it is held to the stricter reading.
      Shape member = shape.properties.getOrDefault(field.getKey(), shape.additional);
      if (member != null && !accepts(member, field.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean acceptsArray(Shape shape, JsonNode value) {
    if (value.size() < shape.fewest) {
      return false;
    }
    for (int i = 0; i < value.size(); i++) {
      Shape element = i < shape.prefix.size() ? shape.prefix.get(i) : shape.items;
      if (element != null && !accepts(element, value.get(i))) {
        return false;
      }
    }
    return true;
  }
}
