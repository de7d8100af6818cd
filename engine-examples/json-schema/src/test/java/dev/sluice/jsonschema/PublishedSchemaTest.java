package dev.sluice.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The published schema of definitions, held against the definitions of this repository and against
 * what the engine reads.
 */
class PublishedSchemaTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** JSON in a fenced block of Markdown, or in a text block of Java. */
  private static final Pattern BLOCK =
      Pattern.compile("(?:```json\n|\"\"\"\n)(.*?)(?:```|\"\"\")", Pattern.DOTALL);

  /** Every workflow definition that stands in a file of this repository, by its place. */
  private static Map<String, JsonNode> definitions() {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(PublishedSchemaTest::isSource).sorted().toList()) {
        String name = ROOT.relativize(file).toString();
        String text = Files.readString(file);
        if (name.endsWith(".json")) {
          add(found, name, text);
        } else {
          Matcher block = BLOCK.matcher(text);
          while (block.find()) {
            String place = name + ":" + text.substring(0, block.start()).lines().count();
            add(found, place, block.group(1).replace("\\\\", "\\"));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static boolean isSource(Path file) {
    String name = ROOT.relativize(file).toString().replace('\\', '/');
    return Files.isRegularFile(file)
        && !("/" + name).contains("/target/")
        && !("/" + name).contains("/.")
        && (name.endsWith(".md")
            || name.endsWith(".json")
            || name.startsWith("engine-examples/") && name.endsWith(".java"));
  }

  private static void add(Map<String, JsonNode> found, String place, String text) {
    JsonNode node = Definitions.treeOrNull(text);
    if (node == null) {
      return;
    }
    for (JsonNode candidate : new JsonNode[] {node, node.path("workflow")}) {
      if (candidate.isObject() && candidate.has("steps") && !candidate.has("$schema")) {
        found.put(place, candidate);
      }
    }
  }

  @Test
  void every_definition_in_this_repository_that_the_engine_accepts_is_accepted_by_the_schema() {
    Map<String, JsonNode> definitions = definitions();
    List<String> accepted = new ArrayList<>();
    definitions.forEach(
        (place, definition) -> {
          List<Problem> bySchema = Definitions.bySchema(definition);
          if (Definitions.byEngine(definition).isEmpty()) {
            assertThat(bySchema).as(place).isEmpty();
            accepted.add(place);
          }
        });
    assertThat(accepted)
        .contains(
            "engine-examples/cli/workflows/weather-alert.json",
            "engine-examples/cli/workflows/invoice.json",
            "engine-core/src/test/resources/mission/workflow.json")
        .anyMatch(place -> place.startsWith("README.md:"))
        .anyMatch(place -> place.startsWith("engine-examples/embedding/"))
        .hasSizeGreaterThan(40);
  }

  @Test
  void every_example_for_users_is_accepted_by_schema_and_engine() {
    List<String> examples = new ArrayList<>();
    definitions()
        .forEach(
            (place, definition) -> {
              if (place.startsWith("README.md") || place.contains("/src/main/")) {
                assertThat(Definitions.byEngine(definition)).as(place).isEmpty();
                assertThat(Definitions.bySchema(definition)).as(place).isEmpty();
                examples.add(place);
              } else if (place.contains("/workflows/")) {
                assertThat(Definitions.bySchema(definition)).as(place).isEmpty();
                examples.add(place);
              }
            });
    assertThat(examples).hasSizeGreaterThanOrEqualTo(7);
  }

  @Test
  void the_definition_that_the_other_tests_change_is_accepted_by_both() {
    assertThat(Definitions.byEngine(Definitions.withEveryObject())).isEmpty();
    assertThat(Definitions.bySchema(Definitions.withEveryObject())).isEmpty();
  }

  @Test
  void the_schema_itself_is_a_schema() {
    assertThat(Definitions.faultsOfTheSchema()).isEmpty();
  }

  /** The engine names the fields of an object when it finds one that it doesn't know. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/steps/0",
        "/steps/0/retry",
        "/steps/0/on_error",
        "/steps/0/compensate",
        "/steps/0/compensate/retry"
      })
  void the_schema_has_exactly_the_fields_that_the_engine_reads(String pointer) {
    ObjectNode definition = Definitions.withEveryObject();
    ((ObjectNode) definition.at(pointer)).put("surplus", 1);
    Problem problem =
        Definitions.byEngine(definition).stream()
            .filter(p -> p.pointer().equals(pointer + "/surplus"))
            .findFirst()
            .orElseThrow();
    String list = problem.message().replaceAll(".*the fields are (.*)\\.$", "$1");
    JsonNode properties = Definitions.schemaOf(pointer).path("properties");
    TreeSet<String> inSchema = new TreeSet<>();
    properties.fieldNames().forEachRemaining(inSchema::add);
    assertThat(new TreeSet<>(List.of(list.split(", ")))).isEqualTo(inSchema).isNotEmpty();
    assertThat(Definitions.bySchema(definition))
        .anyMatch(p -> p.message().contains("surplus") || p.pointer().endsWith("surplus"));
  }

  @Test
  void the_schema_has_exactly_the_operators_that_the_engine_reads() {
    ObjectNode definition = Definitions.withEveryObject();
    ((ObjectNode) definition.at("/steps/0")).putObject("when").put("surplus", 1);
    Problem problem = Definitions.byEngine(definition).get(0);
    String list = problem.message().replaceAll(".*the operators are (.*)\\.$", "$1");
    TreeSet<String> inSchema = new TreeSet<>();
    Definitions.schema()
        .at("/$defs/condition/oneOf/1/properties")
        .fieldNames()
        .forEachRemaining(inSchema::add);
    assertThat(new TreeSet<>(List.of(list.split(", ")))).isEqualTo(inSchema).isNotEmpty();
  }

  @Test
  void the_readme_names_every_field_of_workflows_and_steps() throws IOException {
    List<String> rows =
        Files.readAllLines(ROOT.resolve("README.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf('|', 1)))
            .toList();
    for (String pointer : List.of("", "/steps/0")) {
      Definitions.schemaOf(pointer)
          .path("properties")
          .fieldNames()
          .forEachRemaining(
              name -> assertThat(rows).anyMatch(row -> row.contains("`" + name + "`")));
    }
  }

  @Test
  void every_field_has_a_description_for_editors() {
    for (String pointer : List.of("", "/steps/0", "/steps/0/retry", "/steps/0/compensate")) {
      Definitions.schemaOf(pointer)
          .path("properties")
          .properties()
          .forEach(
              field ->
                  assertThat(Definitions.described(field.getValue()))
                      .as(pointer + "/" + field.getKey())
                      .isTrue());
    }
  }
}
