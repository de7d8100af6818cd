package dev.sluice.internal.schema;

import static dev.sluice.internal.schema.SmallWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import dev.sluice.testkit.CpuTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
  private static Shape shape(String schema) {
    return Shape.of(json(schema));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'string'}|{'type':'string'}|FITS",
        "{'type':'integer'}|{'type':'number'}|FITS",
        "{'type':'number'}|{'type':'integer'}|UNSURE",
        "{'type':'number'}|{'type':'string'}|MISMATCH",
        "{'type':['string','null']}|{'type':'string'}|UNSURE",
        "{'type':['string','null']}|{'type':['null','string','object']}|FITS",
        "{'type':['integer','null']}|{'type':'string'}|MISMATCH",
        "{'type':['integer','null']}|{'type':['string','null']}|UNSURE",
        "{}|{'type':'string'}|UNSURE",
        "{'type':'string'}|{}|FITS",
        "{'type':'string'}|true|FITS",
        "{'type':'string'}|false|MISMATCH",
        "{'enum':['a','b']}|{'enum':['b','c']}|UNSURE",
        "{'enum':['a','b']}|{'enum':['c']}|MISMATCH",
        "{'enum':['a']}|{'enum':['a','b']}|FITS",
        "{'const':1.0}|{'type':'integer'}|FITS",
        "{'const':1}|{'const':1.0}|FITS",
        "{'const':'1'}|{'const':1}|MISMATCH",
        "{'enum':['a',1]}|{'type':'string'}|UNSURE",
        "{'enum':['a',1],'type':'string'}|{'type':'string'}|FITS",
        "{'type':'boolean'}|{'enum':[true,false]}|FITS",
        "{'type':'null'}|{'const':null}|FITS",
        "{'type':'string'}|{'enum':['a']}|UNSURE",
        "{'anyOf':[{'type':'string'},{'type':'null'}]}|{'type':['string','null']}|FITS",
        "{'type':['string','null']}|{'anyOf':[{'type':'string'},{'type':'null'}]}|FITS",
        "{'type':['string','null']}|{'oneOf':[{'type':'string'},{'type':'null'}]}|FITS",
        "{'type':'integer'}|{'oneOf':[{'type':'integer'},{'type':'number'}]}|UNSURE",
        "{'oneOf':[{'type':'string'},{'type':'array'}]}|{'type':'object'}|MISMATCH",
        "{'allOf':[{'type':['string','null']},{'type':['string','array']}]}|{'type':'string'}|FITS",
        "{'allOf':[{'type':['string','null']},{'type':['string','array']}]}|{'type':'null'}|MISMATCH",
        "{'type':'string','minLength':3}|{'type':'string','maxLength':1}|FITS",
        "{'type':'string'}|{'type':'string','pattern':'x'}|FITS",
        // objects
        "{'type':'object'}|{'type':'array'}|MISMATCH",
        "{'type':'object','properties':{'a':{'type':'string'}}}|{'type':'object','properties':{'a':{'type':'integer'}}}|UNSURE",
        "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}|{'type':'object','properties':{'a':{'type':'integer'}}}|MISMATCH",
        "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}|{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}|FITS",
        "{'type':'object','additionalProperties':false}|{'type':'object','required':['a']}|MISMATCH",
        "{'type':'object','properties':{'b':{}}}|{'type':'object','required':['a']}|UNSURE",
        "{'type':'object','required':['a']}|{'type':'object','additionalProperties':false}|MISMATCH",
        "{'type':'object','properties':{'a':{}}}|{'type':'object','additionalProperties':false}|UNSURE",
        "{'type':'object','properties':{'a':{}},'additionalProperties':false}|{'type':'object','properties':{'a':{},'b':{}},'additionalProperties':false}|FITS",
        "{'type':'object','additionalProperties':{'type':'string'}}|{'type':'object','properties':{'a':{'type':'string'}}}|FITS",
        "{'type':'object','additionalProperties':{'type':'string'},'required':['a']}|{'properties':{'a':{'type':'integer'}}}|MISMATCH",
        "{'type':'object','patternProperties':{'^x':{}},'additionalProperties':false}|{'type':'object','required':['xa']}|UNSURE",
        "{'type':'object','required':['xa']}|{'type':'object','patternProperties':{'^x':{}},'additionalProperties':false}|UNSURE",
        "{'type':'object','required':['kind'],'properties':{'kind':{'const':'cat'}}}|{'oneOf':[{'required':['kind'],'properties':{'kind':{'const':'cat'}}},{'required':['kind'],'properties':{'kind':{'const':'dog'}}}]}|FITS",
        "{'type':'object','required':['kind'],'properties':{'kind':{'const':'cow'}}}|{'oneOf':[{'required':['kind'],'properties':{'kind':{'const':'cat'}}},{'required':['kind'],'properties':{'kind':{'const':'dog'}}}]}|MISMATCH",
        // arrays
        "{'type':'array','items':{'type':'string'}}|{'type':'array','items':{'type':'integer'}}|UNSURE",
        "{'type':'array','items':{'type':'integer'}}|{'type':'array','items':{'type':'number'}}|FITS",
        "{'type':'array'}|{'type':'array','items':{'type':'number'}}|UNSURE",
        "{'const':['a']}|{'type':'array','items':{'type':'integer'}}|MISMATCH",
        "{'type':'array','items':[{'type':'string'}],'additionalItems':false}|{'type':'array','prefixItems':[{'type':'string'}],'items':false}|FITS",
        // references
        "{'$ref':'#/$defs/s','$defs':{'s':{'type':'string'}}}|{'type':'string'}|FITS",
        "{'$ref':'#/$defs/s','$defs':{'s':{'type':'string'}}}|{'type':'null'}|MISMATCH",
        "{'$ref':'http://other/schema'}|{'type':'null'}|UNSURE",
        "{'$ref':'#/nowhere'}|{'type':'null'}|UNSURE",
        "{'$ref':'#'}|{'type':'null'}|UNSURE",
        "{'$schema':'http://json-schema.org/draft-07/schema#','$ref':'#/definitions/s','type':'null','definitions':{'s':{'type':'string'}}}|{'type':'string'}|FITS",
        "{'properties':{'a':{'$id':'urn:x','$ref':'#/$defs/s'}},'$defs':{'s':{'type':'string'}},'required':['a'],'type':'object'}|{'properties':{'a':{'type':'null'}}}|UNSURE",
        // malformed or foreign: says nothing
        "{'type':'strnig'}|{'type':'null'}|UNSURE",
        "{'type':{'x':1},'properties':3,'required':'a','enum':4,'anyOf':{},'allOf':7}|{'type':'null'}|UNSURE",
        "{'type':'string','nullable':true}|{'type':'null'}|UNSURE",
        "{'type':'null'}|{'type':'string','nullable':true}|FITS",
        "{'not':{'type':'null'}}|{'type':'null'}|UNSURE",
        "{'if':{'type':'null'},'then':false}|{'type':'null'}|UNSURE",
      })
  void schemas_are_compared(String from, String wanted, Fit fit) {
    assertThat(shape(from).fits(shape(wanted))).isEqualTo(fit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'properties':{'a':{'type':'string'}},'required':['a'],'type':'object'}|a|ALWAYS|a string",
        "{'properties':{'a':{'type':'string'}},'type':'object'}|a|MAYBE|a string",
        "{'properties':{'a':{'type':'string'}},'required':['a']}|a|MAYBE|a string",
        "{'properties':{'a':{'type':'string'}},'type':'object'}|b|MAYBE|any value",
        "{'properties':{'a':{}},'type':'object','additionalProperties':false}|b|NEVER|nothing",
        "{'properties':{'a':false},'type':'object'}|a|NEVER|nothing",
        "{'type':'string'}|length|NEVER|nothing",
        "{'type':['string','null']}|0|NEVER|nothing",
        "{'type':'array','items':{'type':'integer'}}|0|MAYBE|an integer",
        "{'type':'array','items':{'type':'integer'}}|01|NEVER|nothing",
        "{'type':'array','items':{'type':'integer'}}|first|NEVER|nothing",
        "{'type':'array','items':{'type':'integer'}}|4294967296|NEVER|nothing",
        "{'type':'array','prefixItems':[{'type':'null'}],'items':false}|0|MAYBE|null",
        "{'type':'array','prefixItems':[{'type':'null'}],'items':false}|1|NEVER|nothing",
        "{'type':['object','array'],'items':{'type':'integer'},'properties':{'0':{'type':'string'}}}|0|MAYBE|a string or an integer",
        "{'const':{'a':[1]}}|a|ALWAYS|an array",
        "{'const':[1]}|0|ALWAYS|1",
        "{'const':[1]}|1|NEVER|nothing",
        "{'enum':[{'a':1},{'b':1}]}|a|MAYBE|1",
        "{'anyOf':[{'type':'object','required':['a'],'properties':{'a':{'type':'null'}}},{'type':'object','required':['a'],'properties':{'a':{'type':'string'}}}]}|a|ALWAYS|a string or null",
        "{'oneOf':[{'type':'object','properties':{'a':{'type':'null'}},'additionalProperties':false},{'type':'string'}]}|b|NEVER|nothing",
        "{'allOf':[{'type':'object','required':['a']},{'properties':{'a':{'type':'integer'}}}]}|a|ALWAYS|an integer",
        "{'type':'object','patternProperties':{'^x':{'type':'string'}},'additionalProperties':false}|xa|MAYBE|any value",
        "{'type':'object','additionalProperties':{'type':'string'}}|q|MAYBE|a string",
      })
  void members_are_found(String schema, String segment, Member.Presence presence, String shape) {
    Member member = shape(schema).member(segment);
    assertThat(member.presence()).isEqualTo(presence);
    assertThat(member.shape().describe()).isEqualTo(shape);
  }

  @Test
  void a_recursive_schema_can_be_walked_and_compared_without_end() {
    String tree =
        "{'type':'object','properties':{'left':{'$ref':'#'},'n':{'type':'integer'}},"
            + "'required':['n'],'additionalProperties':false}";
    Shape at = shape(tree);
    for (int i = 0; i < 50; i++) {
      Member left = at.member("left");
      assertThat(left.presence()).isEqualTo(Member.Presence.MAYBE);
      at = left.shape();
    }
    assertThat(at.member("n").shape().describe()).isEqualTo("an integer");
    assertThat(shape(tree).fits(shape(tree))).isEqualTo(Fit.FITS);
    String wider = tree.replace("'integer'", "'number'");
    assertThat(shape(tree).fits(shape(wider))).isEqualTo(Fit.FITS);
    assertThat(shape(wider).fits(shape(tree))).isEqualTo(Fit.UNSURE);
    assertThat(shape(tree).fits(shape(tree.replace("'integer'", "'string'"))))
        .isEqualTo(Fit.MISMATCH);
    String endless = "{'type':'object','properties':{'next':{'$ref':'#'}},'required':['next']}";
    // No finite value satisfies it; but a proof that goes round in a circle is not given.
    assertThat(shape(endless).fits(shape("{'required':['q']}"))).isEqualTo(Fit.UNSURE);
    assertThat(shape(endless).fits(shape("{'type':'object'}"))).isEqualTo(Fit.FITS);
  }

  @Test
  void mappings_put_together_from_parts_are_compared_by_their_parts() {
    Map<String, Shape> members = new LinkedHashMap<>();
    members.put("to", Shape.array(List.of(Shape.text(), shape("{'type':'string'}"))));
    members.put("n", Shape.literal(json("3")));
    Shape mapping = Shape.object(members);
    assertThat(
            mapping.fits(
                shape(
                    "{'type':'object','properties':{'to':{'type':'array','items':{'type':'string'}},"
                        + "'n':{'type':'integer'}},'required':['to'],'additionalProperties':false}")))
        .isEqualTo(Fit.FITS);
    assertThat(mapping.fits(shape("{'properties':{'to':{'items':{'type':'integer'}}}}")))
        .isEqualTo(Fit.MISMATCH);
    assertThat(mapping.fits(shape("{'properties':{'n':{'enum':[1,2]}}}"))).isEqualTo(Fit.MISMATCH);
    assertThat(mapping.fits(shape("{'required':['other']}"))).isEqualTo(Fit.MISMATCH);
    assertThat(mapping.requiredNames()).containsExactly("to", "n");
    assertThat(mapping.member("to").shape().member("2").presence())
        .isEqualTo(Member.Presence.NEVER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'object'}|true|false",
        "{'type':'integer'}|true|false",
        "{'type':'null'}|false|true",
        "{'type':'string'}|true|true",
        "{'type':'array'}|true|true",
        "{'type':['object','null']}|true|true",
        "{'enum':['success','failed']}|true|false",
        "{'enum':['',null,false,[]]}|false|true",
        "{'const':0}|true|false",
        "{}|true|true",
      })
  void truth_is_known_where_it_is_certain(String schema, boolean truthy, boolean falsy) {
    assertThat(shape(schema).mayBeTruthy()).isEqualTo(truthy);
    assertThat(shape(schema).mayBeFalsy()).isEqualTo(falsy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'array','items':{'type':'string'}}|a string|a string",
        "{'type':'string'}|nothing|a string",
        "{'type':['array','null'],'items':{'type':'integer'}}|an integer|an integer",
        "{'type':['array','string'],'items':{'type':'integer'}}|an integer|a string or an integer",
        "{'const':['a',1]}|a string or an integer|a string or an integer",
        "{'type':'array','prefixItems':[{'type':'null'}],'items':false}|null|null",
        "{'type':'array'}|any value|any value",
      })
  void sections_look_into_arrays(String schema, String elements, String items) {
    assertThat(shape(schema).elements().describe()).isEqualTo(elements);
    assertThat(shape(schema).sectionItems().describe()).isEqualTo(items);
  }

  @Test
  void nothing_known_is_told_from_something_known() {
    assertThat(Shape.unknown().saysNothing()).isTrue();
    assertThat(shape("{}").saysNothing()).isTrue();
    assertThat(shape("{'title':'x','description':'y'}").saysNothing()).isTrue();
    assertThat(shape("{'type':'object'}").member("a").shape().saysNothing()).isTrue();
    for (String some :
        List.of(
            "false",
            "{'type':'string'}",
            "{'enum':[1]}",
            "{'required':['a']}",
            "{'properties':{'a':{}}}",
            "{'items':{}}",
            "{'additionalProperties':false}",
            "{'anyOf':[{'type':'string'}]}",
            "{'prefixItems':[{}]}")) {
      assertThat(shape(some).saysNothing()).as(some).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'number'}|a number",
        "{'type':['integer','string']}|a string or an integer",
        "{'type':['number','string','null']}|a string or a number or null",
        "{}|any value",
        "false|nothing",
        "{'const':'x'}|\"x\"",
        "{'enum':['x',2,null]}|\"x\", 2 or null",
        "{'enum':[1,2,3,4,5,6,7,8,9]}|an integer",
        "{'enum':[{'a':1}]}|an object",
        "{'anyOf':[{'type':'string'},{'type':'boolean'}]}|a string or a boolean",
      })
  void shapes_are_put_in_words(String schema, String words) {
    assertThat(shape(schema).describe()).isEqualTo(words);
  }

  @Test
  void hostile_schemas_take_bounded_time() {
    ObjectNode product = Json.NODES.objectNode();
    ArrayNode all = product.putArray("allOf");
    for (int i = 0; i < 40; i++) {
      ObjectNode choice = all.addObject();
      ArrayNode branches = choice.putArray("anyOf");
      for (int k = 0; k < 10; k++) {
        ObjectNode branch = branches.addObject();
        branch.putArray("required").add("p" + k);
        branch.putObject("properties").putObject("p" + i).put("type", "string");
      }
    }
    quickly(() -> Shape.of(product).fits(shape("{'type':'object','required':['q']}")));
    quickly(() -> Shape.of(product).fits(Shape.of(product.deepCopy())));
    quickly(() -> Shape.of(product).member("p3").presence());

    JsonNode self = json("{'anyOf':[{'$ref':'#'},{'$ref':'#'},{'allOf':[{'$ref':'#'}]}]}");
    quickly(() -> Shape.of(self).fits(Shape.of(self.deepCopy())));
    quickly(() -> Shape.literal(json("1")).fits(Shape.of(self)));
    quickly(() -> Shape.of(self).describe());

    JsonNode deep = json("{}");
    for (int i = 0; i < 3000; i++) {
      deep = Json.NODES.objectNode().set("not", deep);
      deep = Json.NODES.objectNode().set("items", deep);
    }
    JsonNode deepest = deep;
    quickly(() -> Shape.of(deepest).fits(Shape.of(deepest)));
    quickly(() -> Shape.of(deepest).member("0").presence());
  }

  private static void quickly(Supplier<Object> question) {
    assertThat(CpuTime.within(Duration.ofSeconds(10), question::get)).isNotNull();
  }
}
