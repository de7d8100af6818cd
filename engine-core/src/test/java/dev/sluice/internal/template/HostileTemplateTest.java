package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.failure;
import static dev.sluice.internal.template.Resolving.inputs;
import static dev.sluice.internal.template.Resolving.json;
import static dev.sluice.internal.template.Resolving.refusal;
import static dev.sluice.internal.template.Resolving.render;
import static dev.sluice.internal.template.Resolving.resolve;
import static dev.sluice.internal.template.Resolving.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.sun.management.ThreadMXBean;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.testkit.CpuTime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates and data that mean harm: refused or stopped soon, with little memory. */
class HostileTemplateTest {
  private static final int MEBI = 1024 * 1024;

  /**
   * Runs within 5 seconds of this thread's time (usually within 0.1) and within an amount of
   * allocated memory.
   */
  private static <T> T bounded(int mebibytes, Supplier<T> work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    T result = CpuTime.within(Duration.ofSeconds(5), work::get);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("allocated bytes")
        .isLessThan((long) mebibytes * MEBI);
    return result;
  }

  private static List<String> codes(int mebibytes, Supplier<List<Problem>> work) {
    return bounded(mebibytes, work).stream().map(Problem::code).distinct().toList();
  }

  private static JsonNode numbers(int size) {
    ArrayNode array = Json.NODES.arrayNode();
    for (int i = 0; i < size; i++) {
      array.add(i);
    }
    return array;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clear",
        "size",
        "isEmpty",
        "getClass",
        "hashCode",
        "toString",
        "iterator",
        "removeAll"
      })
  void a_name_is_never_a_java_method_or_property(String method) {
    ObjectNode context =
        json("{'inputs': {'list': [1, 2], 'map': {'a': 1}, 'text': 'x'}}").deepCopy();
    String before = Oracle.json(context);
    for (String holder : List.of("list", "map", "text")) {
      assertThat(failure(text("{{inputs." + holder + "." + method + "}}"), context))
          .extracting(Problem::code)
          .containsExactly("MISSING_VALUE");
      assertThat(
              failure(
                  text("{{#inputs." + holder + "}}{{" + method + "}}{{/inputs." + holder + "}}"),
                  context))
          .extracting(Problem::code)
          .containsExactly("MISSING_VALUE");
    }
    assertThat(Oracle.json(context)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{>file:/etc/hostname}}",
        "{{> /etc/hostname}}",
        "{{>META-INF/MANIFEST.MF}}",
        "{{>*inputs.name}}",
        "{{*inputs.name}}",
        "{{<parent}}{{/parent}}",
        "{{=<% %>=}}<%>file:/etc/hostname%>",
        "{{%pragma}}"
      })
  void nothing_is_ever_read_from_files_or_the_class_path(String template) {
    assertThat(
            refusal(
                "{{#inputs}}" + template + "{{/inputs}}".repeat(template.contains("<%") ? 0 : 1)))
        .extracting(Problem::code)
        .contains("UNSUPPORTED");
  }

  @Test
  void a_partial_in_data_is_text() {
    assertThat(render("{{#inputs}}{{.}}{{/inputs}}!", "{'inputs': '{{>file:/etc/hostname}}'}"))
        .isEqualTo("{{>file:/etc/hostname}}!");
  }

  @Test
  void java_functions_in_the_data_are_refused_and_never_called() {
    AtomicInteger calls = new AtomicInteger();
    Function<Object, Object> function = any -> "{{inputs.secret}}" + calls.incrementAndGet();
    Callable<Object> callable = () -> "called" + calls.incrementAndGet();
    for (Object harm : List.of(function, callable)) {
      ObjectNode context = inputs(Json.NODES.objectNode().set("f", new POJONode(harm)));
      for (String template :
          List.of(
              "{{inputs.f}}",
              "{{inputs.f}}.",
              "{{#inputs.f}}x{{/inputs.f}}",
              "{{inputs}}",
              "{{^inputs.f}}x{{/inputs.f}}",
              "{{#inputs}}{{f}}{{/inputs}}")) {
        assertThatThrownBy(() -> resolve(template, context))
            .as(template)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("The context has a node that is no JSON value (POJO)");
      }
    }
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 200, 2_000, 20_000})
  void nested_sections_are_refused_soon_and_overflow_no_stack(int depth) {
    String template = "{{#inputs}}".repeat(depth) + "{{/inputs}}".repeat(depth);
    assertThat(codes(4, () -> refusal(template))).containsExactly("LIMIT_EXCEEDED");
  }

  @Test
  void sections_nested_as_deeply_as_is_allowed_are_quick() {
    String template = "{{#inputs}}".repeat(16) + "{{.}}" + "{{/inputs}}".repeat(16);
    assertThat(bounded(8, () -> render(template, "{'inputs': 'x'}"))).isEqualTo("x");
  }

  @Test
  void nested_loops_stop_soon_and_with_little_memory() {
    JsonNode context = inputs(numbers(100));
    String loops = "{{#inputs}}".repeat(4) + "0123456789" + "{{/inputs}}".repeat(4);
    assertThat(codes(16, () -> failure(text(loops), context))).containsExactly("LIMIT_EXCEEDED");
    String large = "{{#inputs}}{{#inputs}}" + "x".repeat(1_000) + "{{/inputs}}{{/inputs}}";
    assertThat(codes(16, () -> failure(text(large), context))).containsExactly("LIMIT_EXCEEDED");
    String silent = "{{#inputs}}".repeat(16) + "{{/inputs}}".repeat(16);
    assertThat(codes(8, () -> failure(text(silent), context))).containsExactly("LIMIT_EXCEEDED");
  }

  @Test
  void a_loop_over_a_huge_list_stops_before_it_starts() {
    JsonNode context = inputs(numbers(200_000));
    assertThat(codes(2, () -> failure(text("{{#inputs}}{{.}}{{/inputs}}"), context)))
        .containsExactly("LIMIT_EXCEEDED");
  }

  @Test
  void a_huge_value_in_text_is_refused_before_it_is_written() {
    ObjectNode context = inputs(numbers(1_000_000));
    assertThat(codes(12, () -> failure(text("x{{inputs}}"), context)))
        .containsExactly("LIMIT_EXCEEDED");
    assertThat(codes(12, () -> failure(text("{{#inputs.0}}{{/inputs.0}}{{inputs}}"), context)))
        .containsExactly("LIMIT_EXCEEDED");
  }

  @Test
  void many_templates_together_yield_no_more_than_one_call_may_have() {
    ObjectNode context = inputs(text("x".repeat(1_000_000)));
    for (String template : List.of("{{inputs}}", "{{inputs}}.", "{{#inputs}}{{.}}{{/inputs}}")) {
      ArrayNode mapping = Json.NODES.arrayNode();
      for (int i = 0; i < 20_000; i++) {
        mapping.add(template);
      }
      assertThat(codes(400, () -> failure(mapping, context))).containsExactly("LIMIT_EXCEEDED");
    }
  }

  @Test
  void a_value_that_is_too_deep_is_refused_and_overflows_no_stack() {
    JsonNode deep = text("x");
    for (int i = 0; i < 200_000; i++) {
      deep = i % 2 == 0 ? Json.NODES.arrayNode().add(deep) : Json.NODES.objectNode().set("k", deep);
    }
    ObjectNode context = inputs(deep);
    for (String template :
        List.of("{{inputs}}", "x{{inputs}}", "{{#inputs}}{{.}}{{/inputs}}{{inputs}}")) {
      assertThat(codes(4, () -> failure(text(template), context)))
          .containsExactly("LIMIT_EXCEEDED");
    }
    JsonNode mapping = deep;
    assertThat(codes(4, () -> refusal(mapping))).containsExactly("LIMIT_EXCEEDED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n", " \n", "{ ", "}", "x", "😀", "\t"})
  void a_huge_text_around_tags_takes_linear_time_and_stays_exact(String unit) {
    String text = unit.repeat(100_000 / unit.length());
    String template = "<{{#inputs}}{{.}}" + text + "{{/inputs}}{{inputs}}" + text + ">";
    assertThat(bounded(16, () -> render(template, "{'inputs': '-'}")))
        .isEqualTo("<-" + text + "-" + text + ">");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{",
        "{{{",
        "{{#",
        "{{!",
        "{{=",
        "{{inputs",
        "{{=<% %>=}}",
        "{{=} {=}}",
        "{{a b}}",
        "{{#inputs}}{{/inputs}}",
        "{{inputs.x}}",
        "{{inputs.}}",
        "{{/x}}",
        "{{#x}}",
        "{{!x}}\n",
        "{{=| |=}}|={{ }}=|"
      })
  void a_huge_template_is_compiled_or_refused_soon(String unit) {
    String source = unit.repeat(256 * 1024 / unit.length());
    assertThat(codes(16, () -> refusal(source)))
        .isNotEmpty()
        .isSubsetOf("LIMIT_EXCEEDED", "SYNTAX", "UNKNOWN_REFERENCE");
    String tooLarge = source + unit.repeat(20);
    assertThat(codes(16, () -> refusal(tooLarge))).containsExactly("LIMIT_EXCEEDED");
  }

  @Test
  void as_many_tags_as_are_allowed_are_quick_in_every_way() {
    String some = "{{#inputs}}\r\n{{.}} {{/inputs}}\n";
    JsonNode context = json("{'inputs': 'x'}");
    assertThat(bounded(32, () -> render(some.repeat(333) + "!", context)))
        .isEqualTo("x \n".repeat(333) + "!");
    String tags = ("{{inputs}}" + "\n".repeat(200)).repeat(1_000);
    assertThat(bounded(32, () -> render(tags, context))).hasSize(201_000);
  }

  @Test
  void a_path_of_very_many_names_is_quick() {
    String path = "inputs" + ".a".repeat(60_000);
    JsonNode context = json("{'inputs': {'a': {'a': 1}}}");
    assertThat(codes(80, () -> failure(text("{{" + path + "}}"), context)))
        .containsExactly("MISSING_VALUE");
    assertThat(render("{{^" + path + "}}x{{/" + path + "}}", context)).isEqualTo("x");
  }

  @Test
  void near_names_are_sought_in_bounded_time() {
    ObjectNode many = Json.NODES.objectNode();
    for (int i = 0; i < 100_000; i++) {
      many.put("some_rather_long_name_of_an_input_" + i, i);
    }
    String template = "{{inputs.some_rather_long_name_of_an_outptu_x}}".repeat(500);
    assertThat(codes(400, () -> failure(text(template), inputs(many))))
        .containsExactly("MISSING_VALUE");
    assertThat(failure(text(template), inputs(many)))
        .extracting(p -> p.suggestion() != null)
        .startsWith(true)
        .endsWith(false);
  }

  @Test
  void text_that_looks_like_the_inside_of_the_engine_stays_text() {
    String text = "0 1 {&0} 2 {{! c }}\uE000\uE001\uF8FF {0}";
    assertThat(render("{{#inputs}}" + text + "{{.}}{{/inputs}}3", "{'inputs': '4'}"))
        .isEqualTo("0 1 {&0} 2 \uE000\uE001\uF8FF {0}43");
  }

  @Test
  void delimiters_made_of_what_means_something_elsewhere_are_only_delimiters() {
    assertThat(render("{{=# /=}}a #inputs/ b", "{'inputs': 1}")).isEqualTo("a 1 b");
    assertThat(render("{{=.* $1=}}a .*inputs$1 b", "{'inputs': 1}")).isEqualTo("a 1 b");
    assertThat(render("{{=\\Q }}=}}a \\Qinputs}} b", "{'inputs': 1}")).isEqualTo("a 1 b");
    assertThat(refusal("{{=. .=}}..")).extracting(Problem::code).containsExactly("SYNTAX");
    assertThat(refusal("{{=inputs .=}}inputs steps"))
        .extracting(Problem::code)
        .containsExactly("SYNTAX");
  }
}
