package dev.sluice.internal.schema;

import static dev.sluice.internal.schema.SmallWorld.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.JsonText;
import dev.sluice.schema.SchemaRequest;
import dev.sluice.schema.SchemaValidator;
import dev.sluice.testkit.CpuTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputSchemaTest {
  private static List<Problem> problemsOf(String schema) {
    return problemsOf(schema, null);
  }

  private static List<Problem> problemsOf(String schema, @Nullable SchemaValidator validator) {
    List<Problem> problems = new ArrayList<>();
    InputSchema compiled = InputSchema.compile(json(schema), "/input_schema", validator, problems);
    assertThat(compiled == null).isEqualTo(problems.stream().anyMatch(Problem::isError));
    return problems;
  }

  private static InputSchema compiled(String schema) {
    List<Problem> problems = new ArrayList<>();
    InputSchema compiled = InputSchema.compile(json(schema), "/input_schema", null, problems);
    assertThat(problems).isEmpty();
    return Objects.requireNonNull(compiled);
  }

  private static List<Problem> violations(String schema, String inputs) {
    List<Problem> problems = new ArrayList<>();
    compiled(schema).validate(json(inputs), "/inputs", problems);
    return problems;
  }

  private static String filled(String schema, String inputs) {
    ObjectNode given = (ObjectNode) json(inputs);
    String before = JsonText.compact(given);
    ObjectNode filled = compiled(schema).withDefaults(given);
    assertThat(JsonText.compact(given)).isEqualTo(before);
    if (JsonText.compact(filled).equals(before)) {
      assertThat(filled).isSameAs(given);
    }
    return JsonText.compact(filled).replace('"', '\'');
  }

  // --- the schema itself

  @Test
  void everything_that_core_enforces_and_every_annotation_is_admitted() {
    assertThat(
            problemsOf(
                """
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:x",
                 "$comment": "c", "title": "t", "description": "d", "examples": [1],
                 "deprecated": true, "readOnly": false, "writeOnly": false, "x-order": 3,
                 "type": "object", "required": ["a"], "additionalProperties": false,
                 "$defs": {"n": {"type": ["integer", "null"]}}, "definitions": {"m": true},
                 "properties": {
                   "a": {"$ref": "#/$defs/n"}, "b": {"enum": [1, "x"]}, "c": {"const": null},
                   "d": {"type": "array", "items": {"type": "string", "format": "email"}},
                   "e": {"default": 4, "type": "integer"}, "f": true, "g": false,
                   "h": {"contentEncoding": "base64", "contentMediaType": "image/png",
                         "contentSchema": {}}}}
                """))
        .isEmpty();
  }

  @Test
  void all_that_is_wrong_is_found_at_once_each_by_pointer() {
    assertThat(
            problemsOf(
                """
                {"type": "objekt", "required": "a", "enum": 4, "$schema": "http://json-schema.org/draft-07/schema#",
                 "properties": {"a": 3, "b": {"type": ["string", "string"]}, "c": {"$ref": "#/$defs/adress"},
                   "d": {"$ref": "other.json"}, "e": {"required": ["x", 1, "x"]},
                   "f": {"items": [{}]}, "g": {"type": []}, "h/i": {"minLength": 3}, "j": {"$ref": 3}},
                 "$defs": {"address": {"requried": ["street"]}}, "additionalProperties": []}
                """))
        .extracting(Problem::code, Problem::pointer, Problem::suggestion)
        .containsExactlyInAnyOrder(
            tuple(ProblemCode.UNSUPPORTED, "/input_schema/$schema", null),
            tuple(ProblemCode.INVALID_VALUE, "/input_schema/type", "object"),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/required", null),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/enum", null),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/properties/a", null),
            tuple(ProblemCode.INVALID_VALUE, "/input_schema/properties/b/type/1", null),
            tuple(
                ProblemCode.UNKNOWN_REFERENCE,
                "/input_schema/properties/c/$ref",
                "#/$defs/address"),
            tuple(ProblemCode.UNSUPPORTED, "/input_schema/properties/d/$ref", null),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/properties/e/required/1", null),
            tuple(ProblemCode.INVALID_VALUE, "/input_schema/properties/e/required/2", null),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/properties/f/items", null),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/properties/g/type", null),
            tuple(ProblemCode.UNSUPPORTED_KEYWORD, "/input_schema/properties/h~1i/minLength", null),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/properties/j/$ref", null),
            tuple(
                ProblemCode.UNSUPPORTED_KEYWORD,
                "/input_schema/$defs/address/requried",
                "required"),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/additionalProperties", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "minContains",
        "maxContains",
        "prefixItems",
        "patternProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "dependentRequired",
        "dependentSchemas",
        "unevaluatedItems",
        "unevaluatedProperties",
        "$anchor",
        "$dynamicRef",
        "$dynamicAnchor"
      })
  void a_keyword_that_core_does_not_enforce_refuses_and_names_the_remedy(String keyword) {
    assertThat(problemsOf("{'properties': {'a': {'" + keyword + "': 1}}}"))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.code()).isEqualTo(ProblemCode.UNSUPPORTED_KEYWORD);
              assertThat(p.pointer()).isEqualTo("/input_schema/properties/a/" + keyword);
              assertThat(p.reference()).isEqualTo(keyword);
              assertThat(p.message()).contains("schemaValidator", "engine-json-schema");
            });
  }

  @Test
  void a_keyword_inside_a_default_an_enum_or_an_example_is_just_data() {
    assertThat(
            problemsOf(
                """
                {"properties": {"a": {"default": {"minLength": 1}, "enum": [{"minLength": 1}],
                  "examples": [{"pattern": 3}]}, "b": {"const": {"$ref": "#/nowhere"}}}}
                """))
        .isEmpty();
  }

  @Test
  void a_property_may_be_called_like_a_keyword() {
    assertThat(problemsOf("{'properties': {'pattern': {'type': 'string'}, '$ref': true}}"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "3", "[]", "null", "'object'"})
  void the_schema_of_the_inputs_is_an_object(String schema) {
    assertThat(problemsOf(schema))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.WRONG_TYPE);
  }

  @Test
  void a_schema_that_admits_no_object_is_refused() {
    assertThat(problemsOf("{'type': ['string', 'array']}"))
        .extracting(Problem::code, Problem::pointer)
        .containsExactly(tuple(ProblemCode.INVALID_VALUE, "/input_schema"));
  }

  @Test
  void a_default_must_satisfy_its_own_schema() {
    assertThat(
            problemsOf(
                """
                {"properties": {"a": {"type": "integer", "default": "many"},
                   "b": {"$ref": "#/$defs/d", "default": {"x": 1}}},
                 "$defs": {"d": {"properties": {"x": {"type": "string"}}}}}
                """))
        .extracting(Problem::code, Problem::pointer)
        .containsExactly(
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/properties/a/default"),
            tuple(ProblemCode.WRONG_TYPE, "/input_schema/properties/b/default/x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref': '#'}",
        "{'properties': {'a': {'$ref': '#/properties/b'}, 'b': {'$ref': '#/properties/a'}}}",
        "{'properties': {'a': {'$ref': '#/properties/a'}}}"
      })
  void references_that_lead_in_a_circle_are_refused(String schema) {
    assertThat(problemsOf(schema)).extracting(Problem::code).containsExactly(ProblemCode.CYCLE);
  }

  private static String row(int references, String link, String last) {
    StringBuilder schema = new StringBuilder("{'properties':{'p':{'$ref':'#/$defs/d1'}},'$defs':{");
    for (int i = 1; i < references; i++) {
      schema.append("'d").append(i).append("':{'$ref':'#/$defs/d").append(i + 1).append("'");
      schema.append(link).append("},");
    }
    return schema.append("'d").append(references).append("':").append(last).append("}}").toString();
  }

  @Test
  void references_in_a_row_are_bounded_and_it_is_said_once() {
    String inside = ",'type':'array','items':{'$ref':'#/$defs/d1'}";
    assertThat(problemsOf(row(64, inside, "{}"))).isEmpty();
    for (int more : new int[] {65, 9_000}) {
      assertThat(problemsOf(row(more, inside, "{}")))
          .extracting(Problem::code, Problem::pointer)
          .containsExactly(tuple(ProblemCode.LIMIT_EXCEEDED, "/input_schema/properties/p/$ref"));
    }
  }

  @Test
  void the_deepest_value_of_the_longest_row_of_references_overflows_no_stack() {
    String inside = ",'type':'array','items':{'$ref':'#/$defs/d1'}";
    String value = "[".repeat(62) + "1" + "]".repeat(62);
    assertThat(violations(row(64, inside, "{}"), "{'p':" + value + "}"))
        .hasSize(63)
        .extracting(Problem::code)
        .containsOnly(ProblemCode.WRONG_TYPE);
  }

  @Test
  void a_place_that_a_schema_rules_in_two_ways_at_each_level_is_checked_once() {
    String twice =
        "{'properties':{'p':{'$ref':'#/$defs/d','default':[],'items':{'$ref':'#/properties/p'}}},"
            + "'$defs':{'d':{'type':'array','items':{'$ref':'#/properties/p'}}}}";
    String value = "{'p':" + "[".repeat(60) + "1" + "]".repeat(60) + "}";
    assertThat(violations(twice, value)).hasSize(1);
    assertThat(filled(twice, value)).isEqualTo(value);
  }

  @Test
  void a_row_of_references_is_as_good_as_the_last_of_them() {
    Shape shape = Shape.of(json(row(9_000, "", "{'type':'integer'}")));
    assertThat(shape.member("p").shape().describe()).isEqualTo("an integer");
    assertThat(shape.member("p").shape().whole().shapes).hasSizeLessThan(3);
    assertThat(
            Shape.of(
                    json(
                        "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},"
                            + "'b':{'$ref':'#/$defs/a'}}}"))
                .saysNothing())
        .isTrue();
  }

  @Test
  void a_flood_of_wrong_defaults_or_references_is_cut_and_says_so() {
    StringBuilder names = new StringBuilder("'r0'");
    StringBuilder defaults = new StringBuilder();
    StringBuilder dangling = new StringBuilder();
    for (int i = 0; i < 9_000; i++) {
      names.append(",'r").append(i + 1).append("'");
      defaults.append("'p").append(i).append("':{'$ref':'#/$defs/b','default':{}},");
      dangling.append("'p").append(i).append("':{'$ref':'#/$defs/badly").append(i).append("'},");
    }
    String definitions = "'z':{}},'$defs':{'b':{'required':[" + names + "]}}}";
    for (StringBuilder properties : List.of(defaults, dangling)) {
      List<Problem> problems = problemsOf("{'properties':{" + properties + definitions);
      assertThat(problems).hasSize(1_001);
      assertThat(problems.get(1_000).code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
    }
  }

  @Test
  void a_recursive_schema_is_fine() {
    String tree =
        "{'type':'object','properties':{'next':{'$ref':'#'},'n':{'type':'integer'}},"
            + "'additionalProperties':false}";
    assertThat(violations(tree, "{'next':{'next':{'n':1}}}")).isEmpty();
    assertThat(violations(tree, "{'next':{'next':{'n':'1','m':1}}}"))
        .extracting(Problem::pointer)
        .containsExactly("/inputs/next/next/n", "/inputs/next/next/m");
  }

  @Test
  void references_reach_any_place_by_any_escaping() {
    String schema =
        "{'properties':{'a':{'$ref':'#/$defs/x~1y'},'b':{'$ref':'#/$defs/%C3%BC%20'},"
            + "'c':{'$ref':'#/properties/a'},'d':{'$ref':'#/definitions/p~0q/items'},"
            + "'e':{'$ref':'#/examples/0'}},"
            + "'$defs':{'x/y':{'type':'string'},'ü ':{'type':'null'}},"
            + "'definitions':{'p~q':{'items':{'type':'boolean'}}},'examples':[{'type':'array'}]}";
    assertThat(violations(schema, "{'a':1,'b':1,'c':1,'d':1,'e':1}"))
        .extracting(Problem::pointer)
        .containsExactly("/inputs/a", "/inputs/b", "/inputs/c", "/inputs/d", "/inputs/e");
    assertThat(problemsOf("{'examples':[{'minLength':1}],'$defs':{'a':{'$ref':'#/examples/0'}}}"))
        .extracting(Problem::pointer)
        .containsExactly("/input_schema/examples/0/minLength");
  }

  @Test
  void keywords_beside_a_reference_hold_too() {
    assertThat(
            violations(
                "{'properties':{'a':{'$ref':'#/$defs/s','enum':['x']}},"
                    + "'$defs':{'s':{'type':'string'}}}",
                "{'a':3}"))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.INVALID_VALUE, ProblemCode.WRONG_TYPE);
  }

  // --- values

  @Test
  void every_violation_is_reported_at_once_in_the_order_of_the_inputs() {
    assertThat(
            violations(
                """
                {"type": "object", "required": ["city", "unit"], "additionalProperties": false,
                 "properties": {"city": {"type": "string"}, "unit": {"enum": ["celsius", "fahrenheit"]},
                   "days": {"type": ["integer", "null"]}, "to": {"items": {"type": "string"}},
                   "opts": {"properties": {"deep": {"const": 1}}, "additionalProperties": {"type": "boolean"}}}}
                """,
                "{'days': 1.5, 'unit': 'celcius', 'to': ['a', 2, null], 'opts': {'deep': 2, 'x': 1},"
                    + " 'citi': 'Oslo'}"))
        .extracting(Problem::code, Problem::pointer, Problem::suggestion)
        .containsExactly(
            tuple(ProblemCode.REQUIRED, "/inputs/city", null),
            tuple(ProblemCode.WRONG_TYPE, "/inputs/days", null),
            tuple(ProblemCode.INVALID_VALUE, "/inputs/unit", "celsius"),
            tuple(ProblemCode.WRONG_TYPE, "/inputs/to/1", null),
            tuple(ProblemCode.WRONG_TYPE, "/inputs/to/2", null),
            tuple(ProblemCode.INVALID_VALUE, "/inputs/opts/deep", null),
            tuple(ProblemCode.WRONG_TYPE, "/inputs/opts/x", null),
            tuple(ProblemCode.UNKNOWN_FIELD, "/inputs/citi", "city"));
  }

  @Test
  void messages_say_what_was_found_and_what_would_be_right() {
    assertThat(
            Problem.format(
                violations(
                    "{'required':['a'],'additionalProperties':false,'properties':{'a':true,"
                        + "'n':{'type':['integer','null']},'u':{'enum':['x','y',3]},"
                        + "'c':{'const':{'k':1}},'f':false}}",
                    "{'n':'7','u':'z','c':4,'f':1,'q':1}")))
        .isEqualTo(
            """
            1) error REQUIRED at /inputs/a: The property "a" is required, but absent.
            2) error WRONG_TYPE at /inputs/n: The value must be an integer or null, but is a string.
            3) error INVALID_VALUE at /inputs/u: The value is not one of those admitted: "x", "y" or 3.
            4) error INVALID_VALUE at /inputs/c: The value must be {"k":1}.
            5) error WRONG_TYPE at /inputs/f: No value is admitted here.
            6) error UNKNOWN_FIELD at /inputs/q: There is no such property here; those declared are "a", "n", "u", "c", "f".""");
  }

  @ParameterizedTest
  @CsvSource({
    "integer, 1.0, true",
    "integer, 1e3, true",
    "integer, 1.5, false",
    "integer, -0.0, true",
    "integer, 12345678901234567890123, true",
    "integer, 1e-1, false",
    "integer, 100e-2, true",
    "integer, 1e400, true",
    "number, 1e400, true",
    "number, 3, true",
    "integer, 101e-2, false",
    "integer, 1e-400, false",
    "string, 3, false",
    "boolean, true, true",
    "null, null, true",
    "array, [], true",
    "object, [], false"
  })
  void types_are_those_of_the_specification(String type, String value, boolean valid) {
    assertThat(violations("{'properties':{'v':{'type':'" + type + "'}}}", "{'v':" + value + "}"))
        .hasSize(valid ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|1.0|true",
        "1.10|1.1|true",
        "100|1e2|true",
        "0|-0.0|true",
        "1|2|false",
        "12345678901234567890|12345678901234567890.0|true",
        "1|true|false",
        "'1'|1|false",
        "4294967297|1|false",
        "{'a':1,'b':[2]}|{'b':[2.0],'a':1.0}|true",
        "[1,2]|[2,1]|false",
        "{'a':1}|{'a':1,'b':1}|false",
        "null|0|false",
        "18446744073709551617|1|false"
      })
  void constants_are_compared_by_value(String constant, String value, boolean equal) {
    assertThat(violations("{'properties':{'v':{'const':" + constant + "}}}", "{'v':" + value + "}"))
        .hasSize(equal ? 0 : 1);
    assertThat(
            violations(
                "{'properties':{'v':{'enum':['q'," + constant + "]}}}", "{'v':" + value + "}"))
        .hasSize(equal ? 0 : 1);
  }

  @Test
  void numbers_with_huge_exponents_cost_nothing() {
    assertThat(
            CpuTime.within(
                Duration.ofSeconds(5),
                () ->
                    violations(
                        "{'properties':{'v':{'type':'integer','const':1}}}", "{'v':1e999999999}")))
        .hasSize(1);
    assertThat(
            CpuTime.within(
                Duration.ofSeconds(5),
                () ->
                    violations(
                        "{'properties':{'v':{'type':'number','const':1e999999998}}}",
                        "{'v':1e-999999999}")))
        .hasSize(1);
  }

  @Test
  void messages_never_hold_a_value_of_the_inputs() {
    String canary = "canary4711";
    String text =
        Problem.format(
            violations(
                "{'additionalProperties':false,'properties':{'a':{'type':'integer'},'b':{'enum':['x']},"
                    + "'c':{'const':'canary'},'d':{'items':false},'e':{'type':'object'}}}",
                "{'a':'"
                    + canary
                    + "','b':'"
                    + canary
                    + "','c':'"
                    + canary
                    + "','d':['"
                    + canary
                    + "'],'e':['"
                    + canary
                    + "'],'f':'"
                    + canary
                    + "'}"));
    assertThat(text).contains("/inputs/f").doesNotContain(canary);
  }

  @Test
  void a_flood_of_violations_is_cut_and_says_so() {
    List<Problem> problems =
        violations(
            "{'properties':{'a':{'items':{'type':'string'}}}}",
            "{'a':[" + "1,".repeat(4999) + "1]}");
    assertThat(problems).hasSize(1001);
    assertThat(problems.get(1000).code()).isEqualTo(ProblemCode.LIMIT_EXCEEDED);
  }

  // --- defaults

  @Test
  void absent_properties_get_their_defaults_wherever_their_object_is_present() {
    String schema =
        "{'properties':{'a':{'default':1},'b':{'properties':{'c':{'default':[2]}}},"
            + "'d':{'items':{'properties':{'e':{'default':null}}}},"
            + "'f':{'$ref':'#/$defs/g'}},'additionalProperties':{'properties':{'h':{'default':'h'}}},"
            + "'$defs':{'g':{'default':7}}}";
    assertThat(filled(schema, "{}")).isEqualTo("{'a':1,'f':7}");
    assertThat(filled(schema, "{'b':{},'a':null,'f':1}"))
        .isEqualTo("{'b':{'c':[2]},'a':null,'f':1}");
    assertThat(filled(schema, "{'d':[{},{'e':0},1],'a':0,'f':0}"))
        .isEqualTo("{'d':[{'e':null},{'e':0},1],'a':0,'f':0}");
    assertThat(filled(schema, "{'z':{},'a':0,'f':0}")).isEqualTo("{'z':{'h':'h'},'a':0,'f':0}");
    assertThat(filled(schema, "{'a':0,'f':0,'b':3}")).isEqualTo("{'a':0,'f':0,'b':3}");
  }

  @Test
  void a_default_beside_a_reference_wins_and_a_recursive_default_ends() {
    assertThat(
            filled(
                "{'properties':{'a':{'$ref':'#/$defs/g','default':1}},'$defs':{'g':{'default':7}}}",
                "{}"))
        .isEqualTo("{'a':1}");
    assertThat(filled("{'properties':{'n':{'$ref':'#','default':{}}}}", "{}"))
        .isEqualTo("{'n':{}}");
  }

  @Test
  void a_filled_default_is_nobody_elses() {
    InputSchema schema = compiled("{'properties':{'a':{'default':[1]}}}");
    ObjectNode first = schema.withDefaults((ObjectNode) json("{}"));
    first.withArray("a").add(2);
    assertThat(JsonText.compact(schema.withDefaults((ObjectNode) json("{}"))))
        .isEqualTo("{\"a\":[1]}");
  }

  // --- what references see

  @Test
  void declared_inputs_are_never_missing() {
    InputSchema schema =
        compiled(
            "{'properties':{'r':{'type':'string'},'o':{'type':'integer'},"
                + "'d':{'type':'integer','default':3}},'required':['r']}");
    ObjectNode given = (ObjectNode) json("{'r':'x','z':1}");
    ObjectNode seen = schema.asReferenced(schema.withDefaults(given));
    assertThat(JsonText.compact(seen)).isEqualTo("{\"r\":\"x\",\"z\":1,\"d\":3,\"o\":null}");
    assertThat(JsonText.compact(given)).isEqualTo("{\"r\":\"x\",\"z\":1}");
    assertThat(schema.asReferenced(seen)).isSameAs(seen);
    assertThat(schema.declared()).containsExactly("r", "o", "d");
    Shape shape = schema.referenceShape();
    assertThat(shape.member("r").presence()).isEqualTo(Member.Presence.ALWAYS);
    assertThat(shape.member("r").shape().describe()).isEqualTo("a string");
    assertThat(shape.member("o").presence()).isEqualTo(Member.Presence.ALWAYS);
    assertThat(shape.member("o").shape().describe()).isEqualTo("an integer or null");
    assertThat(shape.member("d").shape().describe()).isEqualTo("an integer");
    assertThat(shape.member("z").presence()).isEqualTo(Member.Presence.MAYBE);
  }

  @Test
  void declared_members_of_given_objects_are_never_missing_to_who_looks_for_them() {
    InputSchema schema =
        compiled(
            "{'properties':{'o':{'$ref':'#/$defs/o'},"
                + "'l':{'type':'array','items':{'$ref':'#/$defs/o'}}},'$defs':{'o':{'type':'object',"
                + "'properties':{'n':{'type':'integer'},'d':{'default':{'e':1}},"
                + "'p':{'$ref':'#/$defs/o'}}}}}");
    ObjectNode given = (ObjectNode) json("{'o':{'p':{'n':1},'x':2},'l':[{'n':3},[],{}]}");
    String filled =
        "{'o':{'p':{'n':1,'d':{'e':1}},'x':2,'d':{'e':1}},"
            + "'l':[{'n':3,'d':{'e':1}},[],{'d':{'e':1}}]}";
    ObjectNode inputs = schema.withDefaults(given);
    assertThat(JsonText.compact(inputs)).isEqualTo(JsonText.compact(json(filled)));
    ObjectNode seen = schema.asReferenced(inputs);
    assertThat(seen.get("o").get("n").isNull()).isTrue();
    assertThat(seen.get("o").get("y")).isNull();
    assertThat(seen.get("o").get("p").get("p").isNull()).isTrue();
    assertThat(seen.get("l").get(2).get("n").isNull()).isTrue();
    assertThat(JsonText.compact(seen)).as("as a whole").isEqualTo(JsonText.compact(json(filled)));
    assertThat(schema.asReferenced(given).get("l").get(2).get("d")).isEqualTo(json("{'e':1}"));

    Shape shape = schema.referenceShape().member("o").shape();
    assertThat(shape.notNull().member("n"))
        .satisfies(
            member -> {
              assertThat(member.presence()).isEqualTo(Member.Presence.ALWAYS);
              assertThat(member.shape().describe()).isEqualTo("an integer or null");
            });
    assertThat(shape.notNull().member("d").shape().mayBeNull()).isTrue();
    Shape item = schema.referenceShape().member("l").shape().sectionItems();
    assertThat(item.notNull().member("p").shape().notNull().member("n").shape().describe())
        .isEqualTo("an integer or null");
    assertThat(item.fits(Shape.of(json("{'properties':{'n':{'type':'integer'}}}"))))
        .as("as a whole it has no nulls")
        .isEqualTo(Fit.FITS);
  }

  @Test
  void what_is_required_is_there_whether_it_is_declared_or_not() {
    Shape shape =
        compiled(
                "{'properties':{'x':{}},'required':['y'],"
                    + "'additionalProperties':{'type':'integer'}}")
            .referenceShape();
    assertThat(shape.member("y").presence()).isEqualTo(Member.Presence.ALWAYS);
    assertThat(shape.member("y").shape().describe()).isEqualTo("an integer");
    assertThat(shape.member("z").presence()).isEqualTo(Member.Presence.MAYBE);
  }

  @Test
  void an_input_that_is_required_and_ruled_out_is_named() {
    assertThat(
            problemsOf("{'properties':{'a':{}},'required':['a','b'],'additionalProperties':false}"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .isEqualTo(
                        "The inputs of a run are an object, but this schema admits none: the input"
                            + " \"b\" is required, and no value of it is admitted. Declare it under"
                            + " \"properties\", or don't require it."));
  }

  @Test
  void a_closed_declaration_has_no_other_inputs() {
    Shape shape = compiled("{'properties':{'a':{}},'additionalProperties':false}").referenceShape();
    assertThat(shape.member("b").presence()).isEqualTo(Member.Presence.NEVER);
    assertThat(shape.member("a").presence()).isEqualTo(Member.Presence.ALWAYS);
    assertThat(shape.names()).containsExactly("a");
  }

  @Test
  void declarations_behind_a_reference_count() {
    InputSchema schema =
        compiled("{'$ref':'#/$defs/in','$defs':{'in':{'properties':{'a':{'default':1}}}}}");
    assertThat(schema.declared()).containsExactly("a");
    assertThat(JsonText.compact(schema.withDefaults((ObjectNode) json("{}"))))
        .isEqualTo("{\"a\":1}");
  }

  // --- a plugged-in validator

  @Test
  void a_schema_with_other_keywords_is_left_to_the_validator_as_a_whole() {
    List<SchemaRequest> requests = new ArrayList<>();
    SchemaValidator validator =
        request -> {
          requests.add(request);
          return request.value() == null
              ? List.of()
              : List.of(Problem.error("MY_CODE", "/a", "Too short.").build());
        };
    List<Problem> problems = new ArrayList<>();
    JsonNode document = json("{'properties':{'a':{'minLength':3}, 'b':{'default':1}}}");
    assertThat(InputSchema.compile(document, "/input_schema", validator, problems)).isNull();
    assertThat(problems)
        .extracting(Problem::code, Problem::pointer)
        .containsExactly(tuple("MY_CODE", "/input_schema/properties/b/default/a"));
    assertThat(requests).extracting(SchemaRequest::at).containsExactly("", "/properties/b");

    problems.clear();
    document = json("{'properties':{'a':{'minLength':3}}}");
    InputSchema schema =
        Objects.requireNonNull(InputSchema.compile(document, "/input_schema", validator, problems));
    schema.validate(json("{'a':1}"), "/inputs", problems);
    assertThat(problems)
        .extracting(Problem::code, Problem::pointer)
        .containsExactly(tuple("MY_CODE", "/inputs/a"));
  }

  @Test
  void a_schema_that_core_enforces_is_not_left_to_the_validator() {
    SchemaValidator validator =
        request -> {
          throw new AssertionError("must not be asked");
        };
    assertThat(problemsOf("{'properties':{'a':{'default':1}}}", validator)).isEmpty();
  }

  @Test
  void names_inside_of_choices_are_known_but_not_declared() {
    List<Problem> problems = new ArrayList<>();
    InputSchema schema =
        Objects.requireNonNull(
            InputSchema.compile(
                json(
                    "{'properties':{'a':{'type':'string'}},'anyOf':["
                        + "{'properties':{'u':{'type':'string'}},'required':['u']},"
                        + "{'properties':{'u':{'type':'integer'},'v':{}},'required':['u']}]}"),
                "",
                request -> List.of(),
                problems));
    assertThat(schema.declared()).containsExactly("a");
    Shape shape = schema.referenceShape();
    assertThat(shape.member("u").presence()).isEqualTo(Member.Presence.ALWAYS);
    assertThat(shape.member("u").shape().describe()).isEqualTo("a string or an integer");
    assertThat(shape.member("v").presence()).isEqualTo(Member.Presence.MAYBE);
    assertThat(shape.member("a").shape().describe()).isEqualTo("a string or null");
  }

  @Test
  void a_validator_that_fails_admits_nothing_and_tells_no_value() {
    SchemaValidator validator =
        request -> {
          if (request.value() == null) {
            return List.of();
          }
          throw new IllegalStateException("canary4711");
        };
    List<Problem> problems = new ArrayList<>();
    InputSchema schema =
        Objects.requireNonNull(
            InputSchema.compile(json("{'minProperties':1}"), "", validator, problems));
    schema.validate(json("{'a':1}"), "/inputs", problems);
    assertThat(problems)
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.pointer()).isEqualTo("/inputs");
              assertThat(p.message())
                  .contains("java.lang.IllegalStateException")
                  .doesNotContain("canary");
            });
  }
}
