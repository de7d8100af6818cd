package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.limit.Limits;
import dev.sluice.template.Reference;
import dev.sluice.template.TemplateResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a compiled template tells about its references, and what it asks of its scope. */
class TemplateReferencesTest {
  private static final Roots ROOTS =
      Roots.of(key -> key.equals("forecast") ? 3 : key.equals("9") ? -1 : 0, "item", "index");

  private static Template compile(JsonNode mapping) {
    List<Problem> problems = new ArrayList<>();
    Template template =
        new TemplateCompiler(Limits.defaults()).compile(mapping, "/m", ROOTS, problems);
    assertThat(problems).isEmpty();
    return Objects.requireNonNull(template);
  }

  @Test
  void references_are_told_in_order_with_kind_and_place() {
    var template =
        TemplateResolver.create()
            .compile(
                json(
                    "{'a': '{{inputs.x}}', 'b/c': ['t', 'é {{#inputs.y}}\\n{{ . }}{{z.1}}{{/inputs.y}}"
                        + "{{^steps.1.result}}!{{/steps.1.result}}']}"));
    assertThat(template.references())
        .extracting(
            each ->
                each.kind()
                    + " "
                    + each
                    + (each.isRelative() ? " relative" : "")
                    + (each.isConditional() ? " conditional" : "")
                    + (each.isWholeValue() ? " whole" : ""))
        .containsExactly(
            "VARIABLE inputs.x at /a, line 1, column 1 whole",
            "SECTION inputs.y at /b~1c/1, line 1, column 3",
            "VARIABLE . at /b~1c/1, line 2, column 1 relative conditional",
            "VARIABLE z.1 at /b~1c/1, line 2, column 8 relative conditional",
            "INVERTED steps.1.result at /b~1c/1, line 2, column 28");
    assertThat(template.references().get(1))
        .extracting(Reference::path, Reference::pointer, Reference::line, Reference::column)
        .containsExactly("inputs.y", "/b~1c/1", 1, 3);
  }

  @Test
  void references_know_what_they_were_bound_to() {
    Template template =
        compile(
            text(
                "{{steps.forecast.result.a.b}}{{steps.9.error}}{{inputs.x.y}}{{item.q}}{{index}}"
                    + "{{#item}}{{item2.r}}{{^k}}{{.}}{{/k}}{{/item}}"));
    assertThat(template.references())
        .extracting(
            each ->
                each.root()
                    + " "
                    + each.stepKey()
                    + " "
                    + each.slot()
                    + " "
                    + each.member()
                    + " "
                    + each.below()
                    + " in "
                    + (each.enclosing() == null ? "none" : each.enclosing().path()))
        .containsExactly(
            "steps forecast 3 RESULT [a, b] in none",
            "steps 9 -1 ERROR [] in none",
            "inputs null -1 null [x, y] in none",
            "item null -1 null [q] in none",
            "index null -1 null [] in none",
            "item null -1 null [] in none",
            "null null -1 null [item2, r] in item",
            "null null -1 null [k] in item",
            "null null -1 null [] in k");
    assertThat(template.references().get(0).segments())
        .containsExactly("steps", "forecast", "result", "a", "b");
  }

  @Test
  void a_scope_is_asked_by_slot_key_and_member() throws UnresolvedException {
    Template template =
        compile(text("{{steps.forecast.status}} {{steps.9.result.x}} {{item.n}} {{index}}"));
    List<String> asked = new ArrayList<>();
    JsonNode value =
        template.resolve(
            new Scope() {
              @Override
              public @Nullable JsonNode inputs() {
                throw new AssertionError();
              }

              @Override
              public JsonNode step(int slot, String key, StepMember member) {
                asked.add(slot + " " + key + " " + member);
                return json("{'x': 'X'}");
              }

              @Override
              public JsonNode root(String name) {
                asked.add(name);
                return name.equals("item") ? json("{'n': 5}") : json("2");
              }
            });
    assertThat(value.textValue()).isEqualTo("{\"x\":\"X\"} X 5 2");
    assertThat(asked).containsExactly("3 forecast STATUS", "-1 9 RESULT", "item", "index");
  }

  @Test
  void additional_roots_are_named_where_a_root_is_unknown() {
    List<Problem> problems = new ArrayList<>();
    new TemplateCompiler(Limits.defaults()).compile(text("{{itme}}"), "/m", ROOTS, problems);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).message())
        .endsWith("a reference starts with inputs or steps or item or index.");
    assertThat(problems.get(0).suggestion()).isEqualTo("item");
    assertThat(problems.get(0).pointer()).isEqualTo("/m");
  }

  @Test
  void a_template_knows_whether_it_is_constant() {
    assertThat(compile(json("{'a': [1, 'x', {'b': '{{! c }}'}]}")).isConstant()).isTrue();
    assertThat(compile(json("{'a': [1, 'x', {'b': '{{inputs}}'}]}")).isConstant()).isFalse();
    assertThat(compile(json("['{{inputs}}']")).isConstant()).isFalse();
    assertThat(compile(json("7")).isConstant()).isTrue();
    assertThat(compile(text("{{#inputs}}{{/inputs}}")).isConstant()).isFalse();
  }

  @Test
  void the_value_of_a_single_tag_can_be_looked_up_without_a_copy() {
    JsonNode context = json("{'inputs': {'list': [1]}}");
    Scope scope = new WaysProperties.TreeScope(context);
    assertThat(compile(text("{{inputs.list}}")).find(scope))
        .isSameAs(context.get("inputs").get("list"));
    assertThat(compile(text("{{inputs.none}}")).find(scope)).isNull();
    assertThatThrownBy(() -> compile(text("{{inputs.list}}.")).find(scope))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void warnings_do_not_refuse_a_template() {
    List<Problem> problems = new ArrayList<>();
    Template template =
        new TemplateCompiler(Limits.defaults())
            .compile(
                json("{'a {{b}}': ' {{inputs.x}}\\n', 'c': '{{inputs.x}} '}"),
                "/m",
                ROOTS,
                problems);
    assertThat(template).isNotNull();
    assertThat(problems)
        .extracting(
            p ->
                p.severity()
                    + " "
                    + p.code()
                    + " "
                    + p.pointer()
                    + " "
                    + p.line()
                    + ":"
                    + p.column()
                    + " "
                    + p.reference())
        .containsExactly(
            "WARNING TAG_IN_KEY /m/a {{b}} 0:0 a {{b}}",
            "WARNING BECOMES_TEXT /m/a {{b}} 1:2 inputs.x",
            "WARNING BECOMES_TEXT /m/c 1:1 inputs.x");
    assertThat(TemplateResolver.create().compile(text(" {{inputs.x}}")).warnings())
        .extracting(Problem::message)
        .containsExactly(
            "The blanks around the tag make the result a text; without them it would be the value"
                + " itself.");
    assertThat(TemplateResolver.create().compile(json("{'{{k}}': 1}")).warnings())
        .extracting(Problem::message)
        .containsExactly("The key has a tag in it, but keys are no templates: it stays as it is.");
  }

  @Test
  void only_one_variable_between_blanks_becomes_text() {
    for (String fine :
        List.of(
            "{{inputs.x}}",
            "x {{inputs.x}}",
            " {{inputs.x}}{{inputs.x}} ",
            " {{! c }} ",
            "  ",
            " {{#inputs}}{{/inputs}} ",
            "{{=| |=}} |inputs|")) {
      assertThat(TemplateResolver.create().compile(text(fine)).warnings()).as(fine).isEmpty();
    }
  }
}
