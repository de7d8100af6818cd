package dev.sluice.internal.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.json.Json;
import dev.sluice.limit.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official Mustache suites, with open roots and lenient misses as plain Mustache has them. */
class OfficialMustacheSuiteTest {
  private static final Path SHARED = Path.of(System.getProperty("sluice.shared", "../../shared"));

  @ParameterizedTest
  @CsvSource({
    "interpolation, 42, 'HTML Escaping; Implicit Iterators - HTML Escaping'",
    "sections, 34, 'Implicit Iterator - HTML Escaping'",
    "inverted, 22, ''",
    "comments, 12, ''",
    "delimiters, 14, 'Partial Inheritence; Post-Partial Behavior'"
  })
  void passes_but_for_html_escaping_and_partials(String suite, int size, String exceptions)
      throws IOException {
    Path file = SHARED.resolve("mustache-spec").resolve(suite + ".json");
    assumeTrue(Files.exists(file), "The official Mustache suites aren't beside this checkout.");
    JsonNode tests = Json.mapper().readTree(Files.readString(file)).get("tests");
    List<String> failed = new ArrayList<>();
    for (JsonNode test : tests) {
      if (!test.get("expected").equals(render(test))) {
        failed.add(test.get("name").textValue());
      }
    }
    assertThat(tests).hasSize(size);
    assertThat(String.join("; ", failed)).isEqualTo(exceptions);
  }

  private static @Nullable JsonNode render(JsonNode test) {
    List<Problem> problems = new ArrayList<>();
    Template template =
        new TemplateCompiler(Limits.defaults(), Way.MUSTACHE)
            .compile((TextNode) test.get("template"), "", Roots.open(), problems);
    if (template == null) {
      return null;
    }
    try {
      return template.resolve(new Data(test.get("data")));
    } catch (UnresolvedException e) {
      throw new AssertionError(e);
    }
  }

  private record Data(JsonNode data) implements Scope {
    @Override
    public @Nullable JsonNode inputs() {
      return null;
    }

    @Override
    public @Nullable JsonNode step(int slot, String key, StepMember member) {
      return null;
    }

    @Override
    public JsonNode root(String name) {
      return data;
    }
  }
}
