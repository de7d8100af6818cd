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
}
