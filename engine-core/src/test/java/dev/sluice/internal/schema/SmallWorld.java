package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.StrictReader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A world small enough to look at every value: keys a and b, few scalars, two levels. */
final class SmallWorld {
  static final List<JsonNode> SCALARS =
      List.of(
          json("null"),
          json("true"),
          json("1"),
          json("1.5"),
          json("\"x\""),
          json("\"y\""),
          json("\"z\""),
          json("2"));

  /** Every value of the world. */
  static final List<JsonNode> VALUES = values();

  private SmallWorld() {}

  static JsonNode json(String text) {
    List<Problem> problems = new ArrayList<>();
    JsonNode node = StrictReader.read(text.replace('\'', '"'), 1_000_000, 500, 100_000, problems);
    if (node == null) {
      throw new IllegalArgumentException(Problem.format(problems));
    }
    return node;
  }

  private static List<JsonNode> values() {
    List<JsonNode> inner = new ArrayList<>(SCALARS);
    inner.add(json("false"));
    inner.add(json("{}"));
    inner.add(json("[]"));
    inner.add(json("{'a':1}"));
    inner.add(json("{'a':'x','b':null}"));
    inner.add(json("['x']"));
    inner.add(json("[1,null]"));
    List<JsonNode> all = new ArrayList<>(inner);
    List<JsonNode> members = new ArrayList<>(inner);
    members.add(Json.NODES.missingNode());
    for (JsonNode a : members) {
      for (JsonNode b : members) {
        ObjectNode object = Json.NODES.objectNode();
        if (!a.isMissingNode()) {
          object.set("a", a);
        }
        if (!b.isMissingNode()) {
          object.set("b", b);
        }
        all.add(object);
        ObjectNode other = object.deepCopy();
        other.put("c", 1);
        all.add(other);
        ArrayNode array = Json.NODES.arrayNode();
        if (!a.isMissingNode()) {
          array.add(a);
        }
        if (!b.isMissingNode()) {
          array.add(b);
        }
        all.add(array);
      }
    }
    return List.copyOf(all);
  }

  /** Schemas of everything that shapes understand; references lead to $defs d and e, or home. */
  static Arbitrary<JsonNode> schemas() {
    return Combinators.combine(part(3), part(2), part(2))
        .as(
            (root, d, e) -> {
              if (!root.isObject()) {
                return root;
              }
              ObjectNode whole = root.deepCopy();
              whole.set("$defs", Json.NODES.objectNode().<ObjectNode>set("d", d).set("e", e));
              return loops(whole) ? json("{}") : whole;
            });
  }

  /** Schemas that core itself enforces. */
  static Arbitrary<JsonNode> coreSchemas() {
    return schemas().map(SmallWorld::withoutUnions);
  }

  private static JsonNode withoutUnions(JsonNode schema) {
    if (!schema.isContainerNode()) {
      return schema;
    }
    JsonNode copy = schema.deepCopy();
    if (copy instanceof ObjectNode object) {
      object.remove(List.of("anyOf", "oneOf", "allOf", "prefixItems"));
      object.properties().forEach(e -> e.setValue(withoutUnions(e.getValue())));
    }
    return copy;
  }

  /** Whether a reference can be followed for ever without going into a value. */
  private static boolean loops(JsonNode whole) {
    try {
      follow(whole, whole, 0);
      follow(whole, whole.at("/$defs/d"), 0);
      follow(whole, whole.at("/$defs/e"), 0);
      return false;
    } catch (StackOverflowError | IllegalStateException e) {
      return true;
    }
  }

  private static void follow(JsonNode whole, JsonNode schema, int depth) {
    if (depth > 20) {
      throw new IllegalStateException();
    }
    if (schema.has("$ref")) {
      follow(whole, whole.at(schema.get("$ref").textValue().substring(1)), depth + 1);
    }
    for (String keyword : List.of("allOf", "anyOf", "oneOf")) {
      for (JsonNode branch : schema.path(keyword)) {
        follow(whole, branch, depth + 1);
      }
    }
  }

  private static Arbitrary<JsonNode> part(int depth) {
    Arbitrary<JsonNode> plain =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.of(json("true"), json("false"), json("{}"))),
            Tuple.of(6, types()),
            Tuple.of(3, listed()));
    if (depth == 0) {
      return plain;
    }
    return Arbitraries.frequencyOf(
        Tuple.of(3, plain),
        Tuple.of(1, Arbitraries.of("d", "e").map(SmallWorld::reference)),
        Tuple.of(4, object(depth)),
        Tuple.of(2, array(depth)),
        Tuple.of(3, union(depth)),
        Tuple.of(2, Combinators.combine(object(depth), union(depth)).as(SmallWorld::merged)),
        Tuple.of(1, Combinators.combine(types(), listed()).as(SmallWorld::merged)));
  }

  private static JsonNode reference(String name) {
    return Json.NODES.objectNode().put("$ref", "#/$defs/" + name);
  }

  private static JsonNode merged(JsonNode one, JsonNode other) {
    ObjectNode both = one.deepCopy();
    both.setAll((ObjectNode) other.deepCopy());
    return both;
  }

  private static Arbitrary<JsonNode> types() {
    return Arbitraries.of("null", "boolean", "string", "array", "object", "number", "integer")
        .set()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            names -> {
              ObjectNode schema = Json.NODES.objectNode();
              if (names.size() == 1) {
                return schema.put("type", names.iterator().next());
              }
              ArrayNode list = schema.putArray("type");
              names.forEach(list::add);
              return schema;
            });
  }

  private static Arbitrary<JsonNode> listed() {
    return Arbitraries.of(VALUES.subList(0, 24))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            values -> {
              ObjectNode schema = Json.NODES.objectNode();
              if (values.size() == 1) {
                return schema.set("const", values.get(0));
              }
              ArrayNode list = schema.putArray("enum");
              values.forEach(list::add);
              return schema;
            });
  }

  private static Arbitrary<JsonNode> object(int depth) {
    Arbitrary<JsonNode> inner = Arbitraries.lazy(() -> part(depth - 1));
    return Combinators.combine(
            inner.injectNull(0.3),
            inner.injectNull(0.4),
            Arbitraries.of("a", "b").set().ofMaxSize(2),
            Arbitraries.frequencyOf(
                    Tuple.of(3, Arbitraries.just(json("false"))), Tuple.of(1, inner))
                .injectNull(0.5),
            Arbitraries.of(true, false))
        .as(
            (a, b, required, additional, typed) -> {
              ObjectNode schema = Json.NODES.objectNode();
              if (typed) {
                schema.put("type", "object");
              }
              ObjectNode properties = schema.putObject("properties");
              if (a != null) {
                properties.set("a", a);
              }
              if (b != null) {
                properties.set("b", b);
              }
              ArrayNode names = schema.putArray("required");
              required.forEach(names::add);
              if (additional != null) {
                schema.set("additionalProperties", additional);
              }
              return schema;
            });
  }

  private static Arbitrary<JsonNode> array(int depth) {
    Arbitrary<JsonNode> inner = Arbitraries.lazy(() -> part(depth - 1));
    return Combinators.combine(
            inner.injectNull(0.2), inner.injectNull(0.6), Arbitraries.of(true, false))
        .as(
            (items, first, typed) -> {
              ObjectNode schema = Json.NODES.objectNode();
              if (typed) {
                schema.put("type", "array");
              }
              if (items != null) {
                schema.set("items", items);
              }
              if (first != null) {
                schema.putArray("prefixItems").add(first);
              }
              return schema;
            });
  }

  private static Arbitrary<JsonNode> union(int depth) {
    return Combinators.combine(
            Arbitraries.of("anyOf", "oneOf", "allOf"),
            Arbitraries.lazy(() -> part(depth - 1)).list().ofMinSize(1).ofMaxSize(3))
        .as(
            (keyword, branches) -> {
              ObjectNode schema = Json.NODES.objectNode();
              ArrayNode list = schema.putArray(keyword);
              branches.forEach(list::add);
              return schema;
            });
  }
}
