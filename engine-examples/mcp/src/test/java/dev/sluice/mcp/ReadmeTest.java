package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mcp.client.McpConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the module's README shows is so. */
class ReadmeTest {
  @TempDir Path temp;

  private static List<String> blocks(String language) throws IOException {
    Matcher matcher =
        Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("README.md")));
    List<String> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  @Test
  void itsConfigurationsAreRead() throws IOException {
    assertThat(blocks("json")).hasSize(2);
    assertThat(McpConfig.parse(blocks("json").get(0)).names()).containsExactly("sluice");
    assertThat(McpConfig.parse(blocks("json").get(1)).names()).containsExactly("fs");
  }

  @Test
  void itsProgramsCompile() throws IOException {
    List<String> programs = blocks("java");
    assertThat(programs).hasSize(2);
    for (int i = 0; i < programs.size(); i++) {
      Path source = temp.resolve("Program" + i + ".java");
      Files.writeString(
          source,
          """
          import dev.sluice.*;
          import dev.sluice.execution.*;
          import dev.sluice.mcp.client.*;
          import dev.sluice.mcp.server.*;
          import dev.sluice.tool.*;
          import dev.sluice.workflow.*;
          import java.nio.file.Path;

          class Program%d {
            void run(Tools tools, Workflow workflow) throws Exception {
              %s
            }
          }
          """
              .formatted(i, programs.get(i)));
      int code =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  System.err,
                  "-proc:none",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-d",
                  temp.toString(),
                  source.toString());
      assertThat(code).isZero();
    }
  }

  @Test
  void itNamesEveryFailureOfTheClient() throws IOException {
    Matcher codes =
        Pattern.compile("new ToolException\\(\\s*\"(\\w+)\"")
            .matcher(
                Files.readString(Path.of("src/main/java/dev/sluice/mcp/client/Server.java"))
                    + Files.readString(
                        Path.of("src/main/java/dev/sluice/mcp/client/ResultMapping.java")));
    String readme = Files.readString(Path.of("README.md"));
    int found = 0;
    while (codes.find()) {
      if (!codes.group(1).equals("tool_error")) {
        assertThat(readme).contains("`" + codes.group(1) + "`");
        found++;
      }
    }
    assertThat(found).isGreaterThan(3);
  }
}
