package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Data with nasty keys and values, paths into it, and texts. */
abstract class Generators {
  /** Keys that a template can name. */
  static final List<String> NAMES =
      List.of(
          "class",
          "getClass",
          "size",
          "length",
          "empty",
          "0",
          "1",
          "01",
          "00",
          "-1",
          "inputs",
          "steps",
          "result",
          "item",
          "a",
          "b",
          "user_name",
          "user-name",
          "größe",
          "ключ",
          "😀",
          "a/b",
          "$ref",
          "@type",
          "a:b",
          "toString",
          "hashCode",
          "isEmpty",
          "2147483648");

  /** Keys that no template can name. */
  static final List<String> UNNAMEABLE =
      List.of("", ".", "a.b", "a b", "{{inputs.a}}", "#", "~", "\u0000", "\r\n", "a\u200Db");

  static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "x",
          "{{inputs.a}}",
          "{{{inputs}}}",
          "{{#inputs}}x{{/inputs}}",
          "{{",
          "}}",
          "{{=<% %>=}}",
          "<b>&amp;\"'`</b>",
          "line\r\nline\nline\rline",
          "\u0000\u0001\u001f",
          "\uD83D\uDE00 \uDE00 \uD83D",
          "null",
          "true",
          "\\",
          "\u2028\u0085\uFEFF");

  static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of(TEXTS), Arbitraries.strings().ofMaxLength(12), nearlyTemplates());
  }

  /** Strings made of what templates are made of. */
  static Arbitrary<String> nearlyTemplates() {
    return Arbitraries.of(
            "{{",
            "}}",
            "{",
            "}",
            "{{{",
            "}}}",
            "{{#",
            "{{/",
            "{{^",
            "{{!",
            "{{=",
            "=}}",
            "{{&",
            "{{>",
            "inputs",
            "steps",
            ".",
            "1",
            "result",
            "a",
            " ",
            "\n",
            "\r",
            "\t",
            "<%",
            "%>",
            "=",
            "#",
            "/",
            "😀",
            "\uD83D",
            "{{inputs.a}}",
            "{{#inputs.a}}",
            "{{/inputs.a}}",
            "{{=<% %>=}}",
            "<%={{ }}=%>",
            "{{.}}",
            "| |")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  static Arbitrary<JsonNode> scalars() {
    return Arbitraries.oneOf(
        texts().map(Resolving::text),
        Arbitraries.of(
            Json.NODES.nullNode(), Json.NODES.booleanNode(true), Json.NODES.booleanNode(false)),
        Arbitraries.integers().map(Json.NODES::numberNode),
        // With a fraction or an exponent: without them a decimal is a whole number.
        Arbitraries.of(
                "0.0",
                "-0.0",
                "100.00",
                "1.10",
                "1e400",
                "-1E-400",
                "12345678901234567890.123",
                "1E+2")
            .map(number -> Json.NODES.numberNode(new BigDecimal(number))),
        Arbitraries.longs().greaterOrEqual(1L << 31).map(Json.NODES::numberNode),
        Arbitraries.bigIntegers()
            .between(BigInteger.ONE.shiftLeft(63), BigInteger.TEN.pow(40))
            .map(Json.NODES::numberNode)
            .map(JsonNode.class::cast));
  }

  static Arbitrary<JsonNode> values() {
    return values(3);
  }

  private static Arbitrary<JsonNode> values(int depth) {
    if (depth == 0) {
      return scalars();
    }
    Arbitrary<JsonNode> deeper = Arbitraries.lazy(() -> values(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(3, scalars()), Tuple.of(2, objects(deeper)), Tuple.of(2, arrays(deeper)));
  }

  static Arbitrary<JsonNode> arrays(Arbitrary<JsonNode> items) {
    return items
        .list()
        .ofMaxSize(4)
        .map(
            list -> {
              ArrayNode array = Json.NODES.arrayNode();
              list.forEach(array::add);
              return (JsonNode) array;
            });
  }

  static Arbitrary<JsonNode> objects(Arbitrary<JsonNode> members) {
    Arbitrary<String> keys =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.of(NAMES)), Tuple.of(1, Arbitraries.of(UNNAMEABLE)));
    return Arbitraries.maps(keys, members)
        .ofMaxSize(4)
        .map(
            map -> {
              ObjectNode object = Json.NODES.objectNode();
              object.setAll(new LinkedHashMap<>(map));
              return (JsonNode) object;
            });
  }

  /** A whole context: inputs, and two steps. */
  static Arbitrary<ObjectNode> contexts() {
    return Combinators.combine(objects(values(2)), values(2), values(2))
        .as(
            (inputs, first, second) -> {
              ObjectNode context = Json.NODES.objectNode();
              context.set("inputs", inputs);
              ObjectNode steps = context.putObject("steps");
              step(steps.putObject("1"), first);
              step(steps.putObject("2"), second);
              return context;
            });
  }

  private static void step(ObjectNode step, JsonNode result) {
    step.set("result", result);
    step.put("status", "success");
    step.putNull("error");
  }

  /** Every path that a template can write and that has a value. */
  static List<String> paths(JsonNode context) {
    List<String> paths = new ArrayList<>();
    collect("inputs", context.get("inputs"), paths);
    for (String step : List.of("1", "2")) {
      for (String member : List.of("result", "status", "error")) {
        collect("steps." + step + "." + member, context.get("steps").get(step).get(member), paths);
      }
    }
    return paths;
  }

  private static void collect(String path, JsonNode value, List<String> paths) {
    paths.add(path);
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (NAMES.contains(field.getKey())) {
          collect(path + "." + field.getKey(), field.getValue(), paths);
        }
      }
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      collect(path + "." + i, value.get(i), paths);
    }
  }

  /** The value of a path that {@link #paths} gave. */
  static JsonNode at(JsonNode context, String path) {
    return Oracle.lookup(context, List.of(path.split("\\."))).orElseThrow();
  }

  static Arbitrary<Tuple2<ObjectNode, String>> contextsAndPaths() {
    return contexts()
        .flatMap(context -> Arbitraries.of(paths(context)).map(path -> Tuple.of(context, path)));
  }

  /** Text that is part of a template without being one, and that never makes a tag stand alone. */
  static Arbitrary<String> literals() {
    return Arbitraries.oneOf(
            Arbitraries.of(TEXTS),
            Arbitraries.strings().ofMaxLength(8),
            Arbitraries.just("\r\n \r"))
        .map(text -> "[" + text.replace("{{", "{_") + "]");
  }

  @Provide
  Arbitrary<JsonNode> anyValue() {
    return values();
  }

  @Provide
  Arbitrary<JsonNode> anyScalar() {
    return scalars();
  }

  @Provide
  Arbitrary<JsonNode> anyList() {
    return arrays(values(2));
  }

  @Provide
  Arbitrary<ObjectNode> anyContext() {
    return contexts();
  }

  @Provide
  Arbitrary<Tuple2<ObjectNode, String>> anyPlace() {
    return contextsAndPaths();
  }

  @Provide
  Arbitrary<String> anyText() {
    return texts();
  }

  @Provide
  Arbitrary<String> anyLiteral() {
    return literals();
  }

  @Provide
  Arbitrary<String> anyName() {
    return Arbitraries.of(NAMES);
  }
}
