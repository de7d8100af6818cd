package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.error.Problem;
import dev.sluice.schema.SchemaRequest;
import dev.sluice.schema.SchemaValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SchemaValidator} must do. Subclass it and hand out yours. */
public abstract class SchemaValidatorContract {
  /**
   * The validator under test.
   *
   * @return a validator, the same or a new one each time
   */
  protected abstract SchemaValidator validator();

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private List<Problem> check(String schema) {
    return validator().validate(SchemaRequest.ofSchema(json(schema)));
  }

  private List<Problem> check(String schema, String at, String value) {
    return validator().validate(SchemaRequest.ofValue(json(schema), at, json(value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'minLength':2}|'ab'|'a'",
        "{'maxLength':2}|'ab'|'abc'",
        "{'pattern':'^a+$'}|'aa'|'ab'",
        "{'minimum':2}|2|1",
        "{'exclusiveMinimum':2}|3|2",
        "{'maximum':2}|2|3",
        "{'exclusiveMaximum':2}|1|2",
        "{'multipleOf':0.1}|0.3|0.35",
        "{'minItems':1}|[1]|[]",
        "{'maxItems':1}|[1]|[1,2]",
        "{'uniqueItems':true}|[1,2]|[1,1.0]",
        "{'contains':{'type':'string'}}|[1,'a']|[1]",
        "{'prefixItems':[{'type':'string'}]}|['a']|[1]",
        "{'minProperties':1}|{'a':1}|{}",
        "{'maxProperties':1}|{'a':1}|{'a':1,'b':1}",
        "{'patternProperties':{'^n':{'type':'integer'}}}|{'n1':1}|{'n1':'1'}",
        "{'propertyNames':{'maxLength':1}}|{'a':1}|{'ab':1}",
        "{'dependentRequired':{'a':['b']}}|{'a':1,'b':1}|{'a':1}",
        "{'dependentSchemas':{'a':{'required':['b']}}}|{'a':1,'b':1}|{'a':1}",
        "{'allOf':[{'type':'integer'},{'enum':[1,2]}]}|1|3",
        "{'anyOf':[{'type':'integer'},{'type':'null'}]}|null|'a'",
        "{'oneOf':[{'type':'integer'},{'type':'number'}]}|1.5|1",
        "{'not':{'type':'null'}}|1|null",
        "{'if':{'type':'integer'},'then':{'enum':[1]},'else':{'type':'string'}}|'a'|2",
        "{'allOf':[{'properties':{'a':true}}],'unevaluatedProperties':false}|{'a':1}|{'b':1}",
        "{'prefixItems':[true],'unevaluatedItems':false}|[1]|[1,2]",
        "{'type':'integer'}|1.0|1.5",
        "{'type':'string','not':false}|'a'|1",
        "{'const':{'a':[1]},'not':false}|{'a':[1.0]}|{'a':[2]}",
        "{'$ref':'#/$defs/s','$defs':{'s':{'minLength':1}}}|'a'|''",
        "{'$ref':'#s','$defs':{'s':{'$anchor':'s','type':'string'}}}|'a'|1",
        "{'properties':{'n':{'$ref':'#'}},'maxProperties':1}|{'n':{}}|{'n':{'a':1,'b':1}}",
      })
  void every_keyword_of_the_specification_is_enforced(String schema, String good, String bad) {
    assertThat(check(schema)).isEmpty();
    assertThat(check(schema, "", good)).isEmpty();
    assertThat(check(schema, "", bad)).isNotEmpty().allMatch(Problem::isError);
  }

  @Test
  void every_violation_is_found_at_once_by_pointer_into_the_value() {
    assertThat(
            check(
                "{'properties':{'a/b':{'minLength':3},'c':{'items':{'minimum':0}}},'required':['d']}",
                "",
                "{'a/b':'x','c':[1,-1,-2]}"))
        .extracting(Problem::pointer)
        .contains("/a~1b", "/c/1", "/c/2")
        .hasSize(4);
  }

  @Test
  void a_part_of_the_schema_can_be_asked_about() {
    String schema =
        "{'properties':{'a':{'$ref':'#/$defs/s','minLength':2}},'$defs':{'s':{'maxLength':3}}}";
    assertThat(check(schema, "/properties/a", "'ab'")).isEmpty();
    assertThat(check(schema, "/properties/a", "'a'")).hasSize(1);
    assertThat(check(schema, "/properties/a", "'abcd'")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'minLenght':3}",
        "{'properties':{'a':{'maxium':3}}}",
        "{'anyOf':[{'requried':['a']}]}",
        "{'$ref':'#/$defs/nowhere','not':false}",
        "{'minLength':'3'}",
        "{'anyOf':[]}",
        "{'type':'strnig','minLength':1}",
        "{'pattern':'('}",
        "{'$ref':'https://example.invalid/schema.json'}",
        "{'$ref':'file:///etc/hostname'}",
        "{'$schema':'https://example.invalid/dialect','minLength':1}"
      })
  void a_schema_that_can_not_be_enforced_is_reported(String schema) {
    assertThat(check(schema)).isNotEmpty().anyMatch(Problem::isError);
  }

  @Test
  void annotations_are_no_problem() {
    assertThat(
            check(
                "{'title':'t','description':'d','examples':[1],'default':1,'deprecated':true,"
                    + "'readOnly':true,'writeOnly':true,'$comment':'c','format':'email',"
                    + "'x-order':1,'minLength':1,'contentEncoding':'base64'}"))
        .isEmpty();
  }

  @Test
  void keywords_inside_of_data_are_no_keywords() {
    assertThat(
            check(
                "{'minLength':1,'default':{'minLenght':1},'enum':[{'foo':1}],'const':{'foo':1},"
                    + "'examples':[{'foo':1}],'properties':{'foo':{'$defs':{'foo':true}}}}"))
        .isEmpty();
  }

  @Test
  void messages_never_hold_a_value() {
    String canary = "canary4711";
    for (String keywords :
        List.of(
            "'minLength':99",
            "'maxLength':1",
            "'pattern':'^x$'",
            "'enum':['x']",
            "'const':'x'",
            "'type':'integer'",
            "'not':{}",
            "'oneOf':[{},{}]",
            "'anyOf':[{'type':'null'},{'const':1}]",
            "'allOf':[{'const':1}]")) {
      List<Problem> problems =
          check("{'properties':{'a':{" + keywords + "}}}", "", "{'a':'" + canary + "'}");
      assertThat(problems).isNotEmpty();
      assertThat(Problem.format(problems)).as(keywords).doesNotContain(canary);
    }
    for (String keywords :
        List.of(
            "'uniqueItems':true",
            "'contains':{'type':'null'}",
            "'items':{'type':'integer'}",
            "'maxItems':1",
            "'items':false")) {
      List<Problem> problems =
          check(
              "{'properties':{'a':{" + keywords + "}}}",
              "",
              "{'a':['" + canary + "','" + canary + "']}");
      assertThat(problems).isNotEmpty();
      assertThat(Problem.format(problems)).as(keywords).doesNotContain(canary);
    }
    List<Problem> numbers = check("{'items':{'multipleOf':2,'maximum':3}}", "", "[47114711.5]");
    assertThat(Problem.format(numbers)).contains("/0").doesNotContain("47114711");
  }

  @Test
  void many_threads_get_the_same_answers() throws Exception {
    SchemaValidator shared = validator();
    JsonNode schema = json("{'properties':{'a':{'minLength':2}},'required':['a']}");
    SchemaRequest bad = SchemaRequest.ofValue(schema, "", json("{'a':'x'}"));
    SchemaRequest good = SchemaRequest.ofValue(schema, "", json("{'a':'xx'}"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        boolean valid = i % 2 == 0;
        work.add(() -> shared.validate(valid ? good : bad).isEmpty() == valid);
      }
      for (Future<Boolean> answer : threads.invokeAll(work)) {
        assertThat(answer.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
