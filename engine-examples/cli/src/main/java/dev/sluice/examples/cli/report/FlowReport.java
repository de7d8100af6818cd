package dev.sluice.examples.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.workflow.Mode;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A good workflow for people: which inputs it takes, and where each argument comes from. */
public final class FlowReport {
  private final List<String> lines = new ArrayList<>();

  private FlowReport() {}

  /**
   * The flow of data through a workflow.
   *
   * @param workflow without errors
   * @param catalog the tools
   * @return lines
   */
  public static String of(Workflow workflow, ToolCatalog catalog) {
    FlowReport report = new FlowReport();
    InferredInputs inputs = new InferredInputs(catalog, workflow.inputSchema());
    List<String> flow = new ArrayList<>();
    List<Step> steps =
        workflow.steps().stream().sorted(Comparator.comparingInt(Step::stepNumber)).toList();
    for (Step step : steps) {
      String number = "step " + step.stepNumber();
      flow.add("  " + number + "  " + named(step));
      List<List<String>> rows = new ArrayList<>();
      for (Sources sources : Sources.of(step)) {
        inputs.add(number, step.toolId(), sources);
        rows.add(List.of(sources.place(), sources.describe()));
      }
      flow.addAll(table("    ", rows));
    }
    JsonNode output = workflow.output();
    if (output != null) {
      flow.add("  output");
      List<List<String>> rows = new ArrayList<>();
      for (Sources sources : Sources.ofMapping("", "", true, output)) {
        inputs.add("the output", "", sources);
        rows.add(List.of(sources.place(), sources.describe()));
      }
      flow.addAll(table("    ", rows));
    }
    report.lines.add(
        workflow.name() + ": " + ProblemReport.many(steps.size(), "step") + mode(workflow));
    report.lines.add("");
    report.lines.add(inputs.isEmpty() ? "No inputs" : "Inputs");
    report.lines.addAll(table("  ", inputs.rows()));
    report.lines.add("");
    report.lines.add("Data flow");
    report.lines.addAll(flow);
    return String.join("\n", report.lines);
  }

  private static String mode(Workflow workflow) {
    return workflow.mode() == Mode.PARALLEL ? ", each as soon as what it needs is there" : "";
  }

  private static String named(Step step) {
    boolean unnamed = step.toolName().equals(step.toolId());
    return unnamed ? step.toolId() : step.toolName() + " (" + step.toolId() + ")";
  }

  /** Rows as lines, each column as wide as its widest cell. */
  private static List<String> table(String indent, List<List<String>> rows) {
    List<String> out = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell);
        if (column < row.size() - 1) {
          line.append(" ".repeat(width(rows, column) - cell.length() + 2));
        }
      }
      out.add(line.toString());
    }
    return out;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
