package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of code in the README's section on persistence are these, and work. */
class ReadmeTest {
  @TempDir Path folder;

  @Test
  void its_code_runs() throws IOException {
    DataSource dataSource = Sqlite.file(folder);
    RecordingTools tools = new RecordingTools().echo("t");
    Workflow workflow =
        Workflow.builder("w").step(Step.of("t").input("x", "{{inputs.city}}")).build();
    // from here
    JdbcStore store = JdbcStore.create(dataSource);
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).store(store).build();
    Execution execution = engine.execute(workflow, Map.of("city", "San Francisco"));
    // to here
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    engine.close();
    store.close();

    String source = Files.readString(Path.of("src/test/java/dev/sluice/jdbc/ReadmeTest.java"));
    String code =
        source.substring(source.indexOf("// from here\n") + 13, source.indexOf("    // to"));
    List<String> shown =
        Files.readString(Path.of("../README.md"))
            .lines()
            .filter(line -> line.startsWith("    ") && !line.isBlank())
            .toList();
    assertThat(shown).containsSequence(code.lines().toList());
  }
}
