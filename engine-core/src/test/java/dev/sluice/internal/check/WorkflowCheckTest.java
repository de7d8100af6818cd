package dev.sluice.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.plan.PlanCompiler;
import dev.sluice.limit.Limits;
import dev.sluice.testkit.CpuTime;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class WorkflowCheckTest {
  private static final ToolCatalog CATALOG = ToolWorld.catalog();

  private static List<Problem> check(WorkflowCheck check, String definition) {
    Workflow workflow = Workflow.parse(definition, Limits.defaults());
    return check.check(workflow, new PlanCompiler(Limits.defaults(), null).compile(workflow));
  }

  private static String definition(ArrayNode steps) {
    ObjectNode workflow = Json.NODES.objectNode();
    workflow.put("name", "W");
    workflow.set("steps", steps);
    return JsonText.compact(workflow);
  }

  @Test
  void where_not_all_tools_are_known_those_that_are_known_are_checked() {
    WorkflowCheck check =
        new WorkflowCheck(null, id -> id.equals("send") ? CATALOG.find("send") : null, id -> false);
    List<Problem> problems =
        check(
            check,
            "{\"name\":\"W\",\"steps\":[{\"step_number\":1,\"tool_id\":\"unheard\"},"
                + "{\"step_number\":2,\"tool_id\":\"send\",\"input_mapping\":{\"channel\":\"a\"}}]}");
    assertThat(problems).extracting(Problem::code).containsExactly(ProblemCode.MISSING_ARGUMENT);
  }

  @Test
  void a_tool_beside_the_catalog_is_no_unknown_tool() {
    WorkflowCheck check =
        new WorkflowCheck(CATALOG, CATALOG::find, id -> id.startsWith("workflow:"));
    assertThat(
            check(
                check,
                "{\"name\":\"W\",\"steps\":[{\"step_number\":1,\"tool_id\":\"workflow:x\"}]}"))
        .isEmpty();
  }

  @Test
  void a_thousand_steps_that_all_refer_back_are_checked_in_reasonable_time() {
    ArrayNode steps = Json.NODES.arrayNode();
    for (int i = 1; i <= 1000; i++) {
      ObjectNode step = steps.addObject();
      step.put("step_number", i).put("tool_id", "book");
      ObjectNode mapping = step.putObject("input_mapping");
      String before = "{{steps." + (i - 1) + ".result.";
      mapping.putObject("guest").put("name", "x").put("mail", "y");
      mapping.put("nights", 2);
      mapping.put("room", i == 1 ? "single" : before + "room}}");
      mapping.put("price", i == 1 ? "7" : before + "total}}");
    }
    WorkflowCheck check = new WorkflowCheck(CATALOG, CATALOG::find, id -> false);
    List<Problem> problems =
        CpuTime.within(Duration.ofSeconds(20), () -> check(check, definition(steps)));
    assertThat(problems)
        .extracting(Problem::pointer)
        .containsExactly("/steps/0/input_mapping/price");
  }

  @Test
  void deep_sections_over_a_recursive_schema_are_checked_in_reasonable_time() {
    ToolDescriptor tree =
        ToolDescriptor.of("tree")
            .withOutputSchema(
                ToolWorld.json(
                    "{'type':'object','properties':{'kids':{'type':'array','items':{'$ref':'#'}},"
                        + "'name':{'type':'string'}},'required':['kids','name'],"
                        + "'additionalProperties':false}"));
    ToolCatalog catalog = ToolCatalog.of(1, List.of(tree));
    int depth = 15;
    String text =
        "{{#steps.1.result}}"
            + "{{#kids}}{{name}}".repeat(depth)
            + "{{nmae}}"
            + "{{/kids}}".repeat(depth)
            + "{{/steps.1.result}}";
    ArrayNode steps = Json.NODES.arrayNode();
    steps.addObject().put("step_number", 1).put("tool_id", "tree");
    ObjectNode second = steps.addObject().put("step_number", 2).put("tool_id", "tree");
    second.putObject("input_mapping").put("a", text);
    WorkflowCheck check = new WorkflowCheck(catalog, catalog::find, id -> false);
    List<Problem> problems =
        CpuTime.within(Duration.ofSeconds(10), () -> check(check, definition(steps)));
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.UNKNOWN_REFERENCE);
              assertThat(problem.isError()).isTrue();
              assertThat(problem.suggestion()).isEqualTo("name");
            });
  }

  /** Texts of 900 references each to the inputs that a function names. */
  private static String references(int count, IntFunction<String> name, String schema) {
    ArrayNode steps = Json.NODES.arrayNode();
    for (int from = 0; from < count; from += 900) {
      StringBuilder text = new StringBuilder();
      for (int i = from; i < Math.min(count, from + 900); i++) {
        text.append("{{inputs.").append(name.apply(i)).append("}}");
      }
      ObjectNode step = steps.addObject().put("step_number", from + 1).put("tool_id", "t");
      step.putObject("input_mapping").put("a", text.toString());
    }
    ObjectNode workflow = (ObjectNode) ToolWorld.json(definition(steps));
    workflow.set("input_schema", ToolWorld.json(schema));
    return JsonText.compact(workflow);
  }

  private static String properties(int count, String each) {
    StringBuilder out = new StringBuilder("'properties':{");
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ",").append("'name").append(i).append("':").append(each);
    }
    return out.append('}').toString();
  }

  @Test
  void tens_of_thousands_of_references_into_thousands_of_inputs_are_checked() {
    WorkflowCheck check = new WorkflowCheck(null, id -> null, id -> false);
    String open = "{" + properties(9_000, "{}") + "}";
    String required =
        "{'additionalProperties':false,"
            + properties(4_000, "{'$ref':'#/$defs/d'}")
            + ",'$defs':{'d':{'required':['name0'],"
            + properties(4_000, "{}")
            + "}}}";
    CpuTime.within(
        Duration.ofSeconds(60),
        () -> {
          assertThat(check(check, references(40_000, i -> "name" + i % 9_000, open)))
              .hasSize(Findings.MOST + 1)
              .noneMatch(Problem::isError);
          List<Problem> missing = check(check, references(40_000, i -> "nane" + i, open));
          assertThat(missing).hasSizeLessThan(2 * Findings.MOST + 3).noneMatch(Problem::isError);
          return check(check, references(30_000, i -> "name" + i % 4_000 + ".name0", required));
        });
  }

  @Test
  void a_flood_of_errors_is_cut_and_says_so_after_all_that_can_be_found() {
    WorkflowCheck check = new WorkflowCheck(null, id -> null, id -> false);
    List<Problem> problems =
        check(
            check,
            references(
                5_000,
                i -> i < 2_000 ? "name0" : "nothing" + i,
                "{'additionalProperties':false," + properties(1, "{}") + "}"));
    assertThat(problems).filteredOn(Problem::isError).hasSize(Findings.MOST + 1);
    assertThat(problems)
        .filteredOn(problem -> problem.code().equals(ProblemCode.LIMIT_EXCEEDED))
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "There are more problems than these 1000; the others aren't listed.",
            "There are more warnings than these 1000; the others aren't listed.");
  }

  @Test
  void a_text_that_changes_its_delimiters_is_not_judged_by_what_stands_before_its_tags() {
    ToolDescriptor tool =
        ToolDescriptor.of("t")
            .withInputSchema(ToolWorld.json("{'properties':{'a':{'enum':['ab','ac']}}}"));
    ToolCatalog catalog = ToolCatalog.of(1, List.of(tool));
    WorkflowCheck check = new WorkflowCheck(catalog, catalog::find, id -> false);
    for (String text : List.of("a{{=<% %>=}}<%inputs.x%>", "{{=<% %>=}}a<%inputs.x%>")) {
      assertThat(check(check, mapped(text))).noneMatch(Problem::isError);
    }
    assertThat(check(check, mapped("b{{inputs.x}}"))).anyMatch(Problem::isError);
    assertThat(check(check, mapped("a{{inputs.x}}"))).noneMatch(Problem::isError);
  }

  private static String mapped(String text) {
    ArrayNode steps = Json.NODES.arrayNode();
    ObjectNode step = steps.addObject().put("step_number", 1).put("tool_id", "t");
    step.putObject("input_mapping").put("a", text);
    return definition(steps);
  }
}
