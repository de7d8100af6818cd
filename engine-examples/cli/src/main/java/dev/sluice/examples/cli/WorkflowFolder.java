package dev.sluice.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.CallerOperations;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.ConflictException;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.examples.cli.json.NotJsonException;
import dev.sluice.examples.cli.report.ProblemReport;
import dev.sluice.limit.Limits;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The workflows of a folder, registered; where some are refused, everything that is wrong. */
final class WorkflowFolder {
  private WorkflowFolder() {}

  static void register(Path folder, CallerOperations caller, WorkflowEngine engine) throws Refusal {
    List<String> refused = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Map<String, Workflow> kept = new HashMap<>();
    caller.list().forEach(workflow -> kept.put(workflow.id(), workflow));
    for (Path file : files(folder)) {
      try {
        Workflow workflow = Workflow.parse(withId(TextFile.read(file), file), Limits.defaults());
        if (workflow.id() != null && !ids.add(workflow.id())) {
          refused.add(file + ": another workflow of the folder has the same id.");
        } else {
          put(workflow, kept.get(workflow.id()), caller, engine);
        }
      } catch (DefinitionRefusedException e) {
        refused.add(ProblemReport.of(file.toString(), e.problems()));
      } catch (ConflictException e) {
        refused.add(file + ": its id is taken in the database. Give it another one.");
      }
    }
    if (!refused.isEmpty()) {
      throw new Refusal(String.join("\n", refused));
    }
  }

  /** A database may have it already, from an earlier start: what the folder says is what counts. */
  private static void put(
      Workflow workflow, @Nullable Workflow kept, CallerOperations caller, WorkflowEngine engine) {
    if (kept == null) {
      caller.register(workflow);
      return;
    }
    Workflow wanted =
        workflow.registeredAs(
            Objects.requireNonNull(kept.id()),
            Objects.requireNonNull(kept.ownerId()),
            Objects.requireNonNull(kept.createdAt()),
            Objects.requireNonNull(kept.updatedAt()));
    if (!wanted.equals(kept)) {
      caller.update(wanted);
    } else {
      List<Problem> problems = engine.check(workflow); // the tools may be others than they were
      if (problems.stream().anyMatch(Problem::isError)) {
        throw new DefinitionRefusedException(problems);
      }
    }
  }

  private static List<Path> files(Path folder) throws Refusal {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> name(file).endsWith(".json") && Files.isRegularFile(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new Refusal("The folder " + folder + " can't be read.");
    }
  }

  /** A workflow without an id would get another one at each start, and clients keep ids. */
  private static String withId(String json, Path file) {
    try {
      if (ExactJson.read(json) instanceof ObjectNode definition && !definition.has("id")) {
        String name = name(file);
        definition.put("id", name.substring(0, name.length() - ".json".length()));
        return ExactJson.compact(definition);
      }
    } catch (NotJsonException e) {
      // Whoever parses it says so, with the place.
    }
    return json;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
