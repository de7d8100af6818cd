package dev.sluice.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.schema.InputSchema;
import dev.sluice.schema.SchemaRequest;
import dev.sluice.schema.SchemaValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What core enforces by itself means the same with and without the full validator. */
class AgreementWithCoreTest {
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0.0",
          "1",
          "1.0",
          "1.5",
          "2",
          "1e400",
          "-7",
          "''",
          "'a'",
          "'b'",
          "'1'",
          "12345678901234567890",
          "12345678901234567890.0",
          "9223372036854775808",
          "[]",
          "[1]",
          "[1.0]",
          "[1,'a']",
          "['a','b']",
          "[null]",
          "[[1]]",
          "[{}]",
          "[{'a':1}]",
          "{}",
          "{'a':1}",
          "{'a':1.0}",
          "{'a':'x'}",
          "{'a':null}",
          "{'b':1}",
          "{'a':1,'b':2}",
          "{'b':2,'a':1}",
          "{'a':{'a':1}}",
          "{'a':{'a':{}}}",
          "{'a':{'b':1}}",
          "{'a/b':1}",
          "{'a~b':'x'}",
          "{'':1}",
          "{'a':1,'c':[]}");

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "true",
        "false",
        "{'type':'integer'}",
        "{'type':'number'}",
        "{'type':['null','string']}",
        "{'type':['array','object']}",
        "{'type':'boolean'}",
        "{'enum':[1,'a',null]}",
        "{'enum':[[1],{'a':1}]}",
        "{'enum':[12345678901234567890]}",
        "{'const':1.0}",
        "{'const':{'b':2,'a':1.0}}",
        "{'const':[1.0]}",
        "{'const':0}",
        "{'const':1e400}",
        "{'enum':[]}",
        "{'items':{'type':'integer'}}",
        "{'items':false}",
        "{'items':{'items':{'const':1}}}",
        "{'type':'array','items':{'type':['object','null']}}",
        "{'properties':{'a':{'type':'integer'}}}",
        "{'properties':{'a':false}}",
        "{'properties':{'a/b':{'type':'string'},'a~b':{'type':'integer'},'':false}}",
        "{'required':['a']}",
        "{'required':['a','b'],'type':'object'}",
        "{'additionalProperties':false}",
        "{'properties':{'a':{}},'additionalProperties':false}",
        "{'properties':{'a':true},'additionalProperties':{'type':'integer'}}",
        "{'$ref':'#/$defs/n'}",
        "{'$ref':'#/$defs/n','enum':[1,2]}",
        "{'properties':{'a':{'$ref':'#/properties/v'}},'additionalProperties':false,'type':'object'}",
        "{'items':{'$ref':'#/$defs/n'}}",
        "{'default':4,'title':'t','format':'email'}"
      })
  void a_schema_of_core_admits_the_same_values(String schema) {
    String document =
        "{'properties':{'v':" + schema + "},'$defs':{'n':{'type':['integer','null']}}}";
    List<Problem> problems = new ArrayList<>();
    InputSchema core = InputSchema.compile(json(document), "", null, problems);
    assertThat(problems).isEmpty();
    SchemaValidator full = new FullSchemaValidator();
    assertThat(full.validate(SchemaRequest.ofSchema(json(document)))).isEmpty();
    for (String value : VALUES) {
      JsonNode inputs = json("{'v':" + value + "}");
      List<Problem> byCore = new ArrayList<>();
      Objects.requireNonNull(core).validate(inputs, "", byCore);
      List<Problem> byFull = full.validate(SchemaRequest.ofValue(json(document), "", inputs));
      // Some keywords are reported at the container by one and at its part by the other.
      assertThat(places(byCore).isEmpty()).as(value).isEqualTo(places(byFull).isEmpty());
      for (String place : places(byCore)) {
        assertThat(places(byFull))
            .as(value)
            .anyMatch(other -> place.startsWith(other) || other.startsWith(place));
      }
    }
  }

  private static TreeSet<String> places(List<Problem> problems) {
    TreeSet<String> places = new TreeSet<>();
    problems.forEach(p -> places.add(p.pointer()));
    return places;
  }

  @Test
  void with_the_validator_any_keyword_guards_the_inputs() {
    List<Problem> problems = new ArrayList<>();
    InputSchema schema =
        InputSchema.compile(
            json(
                "{'properties':{'to':{'type':'string','pattern':'^#'},"
                    + "'n':{'default':3,'minimum':1}}}"),
            "/input_schema",
            new FullSchemaValidator(),
            problems);
    assertThat(problems).isEmpty();
    Objects.requireNonNull(schema).validate(json("{'to':'general','n':0}"), "/inputs", problems);
    assertThat(Problem.format(problems))
        .isEqualTo(
            """
            1) error INVALID_VALUE at /inputs/to: The text must match the pattern ^#.
            2) error INVALID_VALUE at /inputs/n: The number must be at least 1.""");
  }

  @Test
  void a_default_must_satisfy_every_keyword() {
    List<Problem> problems = new ArrayList<>();
    InputSchema.compile(
        json("{'properties':{'n':{'default':0,'minimum':1}},'minProperties':0}"),
        "/input_schema",
        new FullSchemaValidator(),
        problems);
    assertThat(problems)
        .extracting(Problem::pointer)
        .containsExactly("/input_schema/properties/n/default");
  }
}
