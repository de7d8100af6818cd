package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Pointers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a schema document into shapes, each place of it once, so that a recursive schema becomes a
 * loop of shapes. Lenient: what it doesn't understand says nothing.
 */
final class ShapeReader {
  private static final int DEEPEST = 200;

  private final JsonNode document;
  private final boolean referencesAlone;
  private final boolean referencesReadable;
  private final Map<String, Shape> read = new HashMap<>();
  private final Map<String, Shape> links = new HashMap<>();
  private final Deque<String> waiting = new ArrayDeque<>();
  private final List<Shape> filled = new ArrayList<>();

  ShapeReader(JsonNode document) {
    this.document = document;
    JsonNode dialect = document.get("$schema");
    // Up to draft-07 a $ref hides the keywords beside it.
    this.referencesAlone =
        dialect != null && dialect.isTextual() && dialect.textValue().contains("/draft-0");
    boolean oldIds = referencesAlone && !document.path("$schema").textValue().contains("-07");
    this.referencesReadable = !hasEmbeddedDocument(document, oldIds, 0);
  }

  /** An embedded {@code $id} changes what the references below it mean; then none is followed. */
  private static boolean hasEmbeddedDocument(JsonNode node, boolean oldIds, int depth) {
    if (depth > DEEPEST
        || (depth > 0 && (isText(node.get("$id")) || (oldIds && isText(node.get("id")))))) {
      return true;
    }
    for (Iterator<JsonNode> i = node.elements(); i.hasNext(); ) {
      JsonNode child = i.next();
      if (child.isContainerNode() && hasEmbeddedDocument(child, oldIds, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isText(@Nullable JsonNode node) {
    return node != null && node.isTextual();
  }

  /** The shape of the schema at a place of the document. */
  Shape read(String pointer) {
    JsonNode schema = LocalReference.find(document, pointer);
    Shape shape = schema == null ? Shape.unknown() : schema(schema, pointer, 0);
    while (!waiting.isEmpty()) {
      String target = waiting.remove();
      Shape link = links.get(target);
      JsonNode found = LocalReference.find(document, target);
      if (link != null && found != null) {
        link.all.add(schema(found, target, 0));
        filled.add(link);
      }
    }
    shorten();
    return shape;
  }

  /** Links that lead to links lead to the end of them all; what leads nowhere else says nothing. */
  private void shorten() {
    Set<Shape> links = Collections.newSetFromMap(new IdentityHashMap<>());
    links.addAll(filled);
    for (Shape first : filled) {
      Set<Shape> passed = new LinkedHashSet<>();
      Shape at = first;
      while (links.contains(at) && passed.add(at)) {
        at = at.all.get(0);
      }
      boolean loop = links.contains(at);
      for (Shape link : passed) {
        link.all.set(0, loop ? Shape.unknown() : at);
        links.remove(link);
      }
    }
    filled.clear();
  }

  private Shape schema(JsonNode schema, String at, int depth) {
    if (schema.isBoolean()) {
      return schema.booleanValue() ? new ShapeDraft().shape() : Shape.never();
    } else if (!schema.isObject() || depth > DEEPEST) {
      return new ShapeDraft().shape();
    }
    Shape known = read.get(at);
    if (known == null) {
      known = keywords(schema, at, depth);
      read.put(at, known);
    }
    return known;
  }

  private Shape keywords(JsonNode schema, String at, int depth) {
    ShapeDraft draft = new ShapeDraft();
    draft.fallback = schema.get("default");
    JsonNode reference = schema.get("$ref");
    if (isText(reference)) {
      String target = LocalReference.pointer(reference.textValue());
      if (target != null && referencesReadable) {
        draft.all.add(link(target));
      }
      if (referencesAlone) {
        draft.fallback = null;
        return draft.shape();
      }
    }
    types(schema.get("type"), draft);
    nullable(schema, draft);
    values(schema, draft);
    object(schema, at, depth, draft);
    array(schema, at, depth, draft);
    draft.all.addAll(schemas(schema.get("allOf"), Pointers.child(at, "allOf"), depth));
    union(schema, "anyOf", at, depth, draft);
    union(schema, "oneOf", at, depth, draft);
    return draft.isOnlyOneOther() ? draft.all.get(0) : draft.shape();
  }

  private Shape link(String target) {
    return links.computeIfAbsent(
        target,
        t -> {
          waiting.add(t);
          return new ShapeDraft().shape();
        });
  }

  private static void types(@Nullable JsonNode type, ShapeDraft draft) {
    if (type == null || !(type.isTextual() || type.isArray())) {
      return;
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (JsonNode name : type.isArray() ? type : List.of(type)) {
      Set<Kind> named = Kind.named(name.asText());
      if (named == null) {
        return;
      }
      kinds.addAll(named);
    }
    draft.kinds = kinds;
  }

  /** OpenAPI's way to say "or null", seen in the schemas of many tools. */
  private static void nullable(JsonNode schema, ShapeDraft draft) {
    if (schema.path("nullable").booleanValue() && !draft.kinds.contains(Kind.NULL)) {
      Set<Kind> kinds = EnumSet.of(Kind.NULL);
      kinds.addAll(draft.kinds);
      draft.kinds = kinds;
    }
  }

  private static void values(JsonNode schema, ShapeDraft draft) {
    JsonNode listed = schema.get("enum");
    JsonNode single = schema.get("const");
    if (listed != null && listed.isArray()) {
      List<JsonNode> values = new ArrayList<>(listed.size());
      listed.forEach(values::add);
      draft.values = values;
    }
    if (single == null) {
      return;
    } else if (draft.values == null) {
      draft.values = List.of(single);
    } else {
      draft.all.add(Shape.literal(single));
    }
  }

  private void object(JsonNode schema, String at, int depth, ShapeDraft draft) {
    JsonNode properties = schema.get("properties");
    if (properties != null && properties.isObject()) {
      String inside = Pointers.child(at, "properties");
      for (Iterator<Map.Entry<String, JsonNode>> i = properties.properties().iterator();
          i.hasNext(); ) {
        Map.Entry<String, JsonNode> field = i.next();
        String place = Pointers.child(inside, field.getKey());
        draft.properties.put(field.getKey(), schema(field.getValue(), place, depth + 1));
      }
    }
    JsonNode required = schema.get("required");
    if (required != null && required.isArray()) {
      for (JsonNode name : required) {
        if (name.isTextual()) {
          draft.required.add(name.textValue());
        }
      }
    }
    JsonNode additional = schema.get("additionalProperties");
    if (additional != null) {
      draft.additional = schema(additional, Pointers.child(at, "additionalProperties"), depth + 1);
    }
    draft.patterned = schema.has("patternProperties");
  }

  private void array(JsonNode schema, String at, int depth, ShapeDraft draft) {
    JsonNode items = schema.get("items");
    String place = Pointers.child(at, "items");
    if (items != null && items.isArray()) {
      // Before 2020-12, items listed the first elements and additionalItems ruled the rest.
      draft.prefix.addAll(schemas(items, place, depth));
      JsonNode rest = schema.get("additionalItems");
      draft.items =
          rest == null ? null : schema(rest, Pointers.child(at, "additionalItems"), depth + 1);
      return;
    }
    draft.prefix.addAll(
        schemas(schema.get("prefixItems"), Pointers.child(at, "prefixItems"), depth));
    draft.items = items == null ? null : schema(items, place, depth + 1);
  }

  private void union(JsonNode schema, String keyword, String at, int depth, ShapeDraft draft) {
    JsonNode branches = schema.get(keyword);
    if (branches != null && branches.isArray() && !branches.isEmpty()) {
      draft.unions.add(
          new Shape.Union(
              schemas(branches, Pointers.child(at, keyword), depth), keyword.equals("oneOf")));
    }
  }

  private List<Shape> schemas(@Nullable JsonNode array, String at, int depth) {
    List<Shape> shapes = new ArrayList<>();
    if (array != null && array.isArray()) {
      for (int i = 0; i < array.size(); i++) {
        shapes.add(schema(array.get(i), Pointers.child(at, i), depth + 1));
      }
    }
    return shapes;
  }
}
