package dev.sluice.examples.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.execution.Execution;
import dev.sluice.execution.StepResult;
import dev.sluice.execution.StepStatus;
import java.util.ArrayList;
import java.util.List;

/** The result of a run for people: each step's result, then how the run ended. */
public final class RunReport {
  private static final int MOST_LINES = 40;
  private static final int SHORT = 76;

  private final List<String> lines = new ArrayList<>();

  private RunReport() {}

  /**
   * The result of a run.
   *
   * @param execution the record
   * @return lines
   */
  public static String of(Execution execution) {
    RunReport report = new RunReport();
    execution.stepResults().forEach(report::step);
    JsonNode output = execution.output();
    if (output != null) {
      report.value("Output", output);
    }
    report.end(execution);
    return String.join("\n", report.lines);
  }

  private void step(StepResult step) {
    String name = "Step " + step.stepNumber() + " (" + step.toolName() + ")";
    if (step.status() == StepStatus.SUCCESS) {
      value(name, step.result());
    } else {
      lines.add(name + ": " + step.status().text());
    }
  }

  private void value(String name, JsonNode value) {
    lines.add(name + ":");
    String compact = ExactJson.compact(value);
    if (compact.length() <= SHORT) {
      lines.add("  " + compact);
      return;
    }
    List<String> pretty = ExactJson.pretty(value).lines().toList();
    pretty.stream().limit(MOST_LINES).map(line -> "  " + cut(line)).forEach(lines::add);
    if (pretty.size() > MOST_LINES) {
      lines.add("  … and " + (pretty.size() - MOST_LINES) + " more lines; --json prints them all");
    }
  }

  /** A line of a result may be a megabyte of text. */
  private static String cut(String line) {
    int most = 2000;
    if (line.length() <= most) {
      return line;
    }
    return line.substring(0, most) + "… (" + (line.length() - most) + " more characters)";
  }

  private void end(Execution execution) {
    Long took = execution.executionTimeMs();
    String time = took == null ? "" : " in " + took + " ms";
    String error = execution.error() == null ? "" : ": " + execution.error();
    lines.add("");
    lines.add("Execution " + execution.id());
    lines.add(execution.status().text() + time + error);
  }
}
