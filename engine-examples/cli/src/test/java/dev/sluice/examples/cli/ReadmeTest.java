package dev.sluice.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.WorkflowEngine;
import dev.sluice.error.ProblemCode;
import dev.sluice.examples.cli.tools.ExampleTools;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.limit.Limits;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is so. */
class ReadmeTest {
  private static final Path README = Path.of("../../README.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /** A fenced block. */
  private record Block(String language, String text) {}

  @TempDir Path temp;

  private static String readme() throws IOException {
    return Files.readString(README);
  }

  private static List<Block> blocks() throws IOException {
    Matcher matcher = BLOCK.matcher(readme());
    List<Block> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  @Test
  void itsTwoCommandsAreWithinTheFirst25Lines() throws IOException {
    String top = String.join("\n", readme().lines().limit(25).toList());
    assertThat(top).contains("&& engine-examples/cli/bin/sluice run ").contains("\nmvn verify\n");
    assertThat(blocks().stream().limit(2)).allMatch(block -> block.language().equals("sh"));
  }

  @Test
  void itsProgramsCompileAndPrintWhatItSays() throws Exception {
    List<Block> blocks = blocks();
    int programs = 0;
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).language().equals("java")) {
        Block expected = blocks.get(i + 1);
        assertThat(expected.language()).as("the output follows the program").isEqualTo("text");
        assertThat(outputOf(blocks.get(i).text())).isEqualTo(expected.text());
        programs++;
      }
    }
    assertThat(programs).isPositive();
  }

  private String outputOf(String program) throws Exception {
    Matcher name = Pattern.compile("public class (\\w+)").matcher(program);
    assertThat(name.find()).isTrue();
    Path source = Files.writeString(temp.resolve(name.group(1) + ".java"), program);
    String classPath = System.getProperty("java.class.path");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                System.err,
                "-Xlint:all,-processing,-path",
                "-Werror",
                "-cp",
                classPath,
                "-d",
                temp.toString(),
                source.toString());
    assertThat(compiled).isZero();
    Cli.Result result =
        Started.in(
                temp,
                temp,
                Map.of(),
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    temp + File.pathSeparator + absolute(classPath),
                    name.group(1)))
            .result();
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private static String absolute(String classPath) {
    return String.join(
        File.pathSeparator,
        List.of(classPath.split(File.pathSeparator)).stream()
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  @Test
  void itsDefinitionsAreGood() throws IOException {
    Tools tools = ExampleTools.of(null, null, message -> {}, Clock.systemUTC());
    int definitions = 0;
    try (WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build()) {
      for (Block block : blocks()) {
        if (block.language().equals("json") && block.text().contains("\"steps\"")) {
          assertThat(engine.check(Workflow.fromJson(block.text()))).isEmpty();
          definitions++;
        }
      }
    }
    assertThat(definitions).isPositive();
  }

  @Test
  void itsDefinitionIsTheWeatherExample() throws IOException {
    String shown =
        blocks().stream()
            .filter(block -> block.language().equals("json"))
            .findFirst()
            .orElseThrow()
            .text();
    assertThat(Workflow.fromJson(shown))
        .isEqualTo(Workflow.fromJson(Files.readString(Path.of(Cli.WEATHER))));
  }

  @Test
  void itsLimitsAreTheDefaults() throws Exception {
    Map<String, Integer> expected = new TreeMap<>();
    for (Method method : Limits.class.getMethods()) {
      if (method.getReturnType() == int.class
          && method.getDeclaringClass() == Limits.class
          && !method.getName().equals("hashCode")) {
        expected.put(method.getName(), (Integer) method.invoke(Limits.defaults()));
      }
    }
    Map<String, Integer> shown = new TreeMap<>();
    Matcher row =
        Pattern.compile("^\\| `(\\w+)` \\| ([0-9,]+) \\|", Pattern.MULTILINE).matcher(readme());
    while (row.find()) {
      shown.put(row.group(1), Integer.valueOf(row.group(2).replace(",", "")));
    }
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void itNamesEveryCode() throws Exception {
    List<String> codes = new ArrayList<>();
    for (Class<?> holder : List.of(ProblemCode.class, ErrorCodes.class)) {
      for (Field field : holder.getFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          codes.add((String) field.get(null));
        }
      }
    }
    Matcher row =
        Pattern.compile(
                "^\\| `([A-Z_]+|[a-z]+_[a-z_]+|timeout|interrupted|cancelled)` \\| ",
                Pattern.MULTILINE)
            .matcher(readme());
    List<String> shown = new ArrayList<>();
    while (row.find()) {
      shown.add(row.group(1));
    }
    assertThat(shown).containsAll(codes);
  }
}
