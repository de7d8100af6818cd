package dev.sluice.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.plan.PlanCompiler;
import dev.sluice.limit.Limits;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a check says, word for word: {@code problems/<case>.json} holds a workflow and the tools
 * there are, {@code <case>.txt} what must be printed. After a wanted change, run this with {@code
 * -DargLine=-Dsluice.golden=write} and read the difference. Files that are bare definitions belong
 * to the tests of reading them.
 */
class GoldenProblemsTest {
  private static final Path FOLDER = Path.of("src/test/resources/problems");

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .filter(name -> text(name).contains("\"workflow"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Problem> check(JsonNode example) {
    JsonNode text = example.get("workflow_text");
    String definition = text == null ? JsonText.compact(example.get("workflow")) : text.textValue();
    Workflow workflow = Workflow.parse(definition, Limits.defaults());
    List<ToolDescriptor> tools = new ArrayList<>();
    for (JsonNode tool : example.path("tools")) {
      ToolDescriptor descriptor = ToolDescriptor.of(tool.get("id").textValue());
      if (tool.has("input_schema")) {
        descriptor = descriptor.withInputSchema(tool.get("input_schema"));
      }
      if (tool.has("output_schema")) {
        descriptor = descriptor.withOutputSchema(tool.get("output_schema"));
      }
      tools.add(descriptor);
    }
    ToolCatalog catalog = ToolCatalog.of(1, tools);
    return new WorkflowCheck(example.has("tools") ? catalog : null, catalog::find, id -> false)
        .check(workflow, new PlanCompiler(Limits.defaults(), null).compile(workflow));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_check_prints_what_is_expected(String name) throws IOException {
    JsonNode example = Json.mapper().readTree(Files.readString(FOLDER.resolve(name + ".json")));
    String printed = Problem.format(check(example)) + "\n";
    Path golden = FOLDER.resolve(name + ".txt");
    if ("write".equals(System.getProperty("sluice.golden"))) {
      Files.writeString(golden, printed);
    }
    assertThat(printed).isEqualTo(Files.readString(golden));
  }

  @Test
  void there_are_at_least_forty_cases() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(40);
  }
}
