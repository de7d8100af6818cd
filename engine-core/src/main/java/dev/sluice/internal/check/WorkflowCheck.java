package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.internal.plan.Compilation;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.schema.Fit;
import dev.sluice.internal.schema.InputSchema;
import dev.sluice.internal.schema.Shape;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.workflow.Mode;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Checks a whole workflow before anything runs: its tools, its declared inputs, and by their
 * schemas every reference and every argument. An error is reported only where it is provable, a
 * warning where the schemas say too little. Immutable and thread-safe.
 */
public final class WorkflowCheck {
  private final @Nullable ToolCatalog catalog;
  private final Function<String, @Nullable ToolDescriptor> tools;
  private final Predicate<String> known;

  /**
   * Sets what is known of the surroundings.
   *
   * @param catalog all tools, or null where they aren't all known
   * @param tools what is known of single tools
   * @param known whether there is such a tool beside the catalog
   */
  public WorkflowCheck(
      @Nullable ToolCatalog catalog,
      Function<String, @Nullable ToolDescriptor> tools,
      Predicate<String> known) {
    this.catalog = catalog;
    this.tools = tools;
    this.known = known;
  }

  /**
   * Checks a definition.
   *
   * @param workflow the definition
   * @param compilation what compiling it came to
   * @return all problems in document order: those of the definition's form, of its compilation, and
   *     of this check
   */
  public List<Problem> check(Workflow workflow, Compilation compilation) {
    List<Problem> problems = new ArrayList<>(workflow.problems());
    problems.addAll(compilation.problems());
    ToolCheck.check(workflow, catalog, id -> known.test(id) || tools.apply(id) != null, problems);
    Findings findings = new Findings(problems);
    Uses uses = new Uses(compilation.uses(), compilation.problems());
    InputSchema inputs = compilation.inputs();
    if (inputs != null && uses.complete(workflow)) {
      UnusedInputs.check(inputs, uses, findings);
    }
    new Run(workflow, uses, inputs, findings).check();
    return problems.size() < 2 ? List.copyOf(problems) : sorted(workflow, problems);
  }

  private static List<Problem> sorted(Workflow workflow, List<Problem> problems) {
    JsonNode document =
        StrictReader.read(
            workflow.toJson(),
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            new ArrayList<>());
    return document == null ? List.copyOf(problems) : new ProblemOrder(document).sorted(problems);
  }

  /** One check. */
  private final class Run {
    private final List<Step> steps;
    private final int[] documentIndex;
    private final ToolShapes shapes = new ToolShapes(tools);
    private final Uses uses;
    private final DataShapes data;
    private final Findings problems;

    Run(Workflow workflow, Uses uses, @Nullable InputSchema inputs, Findings problems) {
      List<Step> document = workflow.steps();
      this.documentIndex =
          IntStream.range(0, document.size())
              .boxed()
              .sorted(Comparator.comparingInt(i -> document.get(i).stepNumber()))
              .mapToInt(Integer::intValue)
              .toArray();
      this.steps = IntStream.of(documentIndex).mapToObj(document::get).toList();
      this.uses = uses;
      this.problems = problems;
      Shape known = inputs == null ? Shape.unknown() : inputs.referenceShape();
      this.data =
          new DataShapes(
              steps, documentIndex, workflow.mode() == Mode.PARALLEL, known, shapes, uses);
    }

    void check() {
      ReferenceCheck references = new ReferenceCheck(data, problems);
      for (TemplateUse use : uses.all()) {
        references.check(use, use.slot() < 0 ? null : (Integer) steps.get(use.slot()).stepNumber());
      }
      for (int slot = 0; slot < steps.size(); slot++) {
        step(slot, steps.get(slot), "/steps/" + documentIndex[slot]);
      }
    }

    private void step(int slot, Step step, String pointer) {
      MappingCheck mapping = new MappingCheck(data, uses, problems, step.stepNumber());
      mapping.arguments(
          step.inputMapping(), pointer + "/input_mapping", shapes.arguments(step.toolId()));
      if (step.compensate() != null) {
        mapping.arguments(
            step.compensate().inputMapping(),
            pointer + "/compensate/input_mapping",
            shapes.arguments(step.compensate().toolId()));
      }
      if (step.forEach() != null) {
        items(slot, step, pointer + "/for_each");
      }
    }

    private void items(int slot, Step step, String pointer) {
      Shape items = data.items(slot);
      Fit fit = items.fits(Shape.arrayOf(Shape.unknown()));
      if (fit == Fit.FITS || items.saysNothing()) {
        return;
      }
      String what = "\"for_each\" needs an array, but this is " + items.describe();
      Problem.Builder problem =
          fit == Fit.MISMATCH
              ? Problem.error(ProblemCode.TYPE_MISMATCH, pointer, what + ".")
              : Problem.warning(
                  items.notNull().fits(Shape.arrayOf(Shape.unknown())) == Fit.FITS
                      ? ProblemCode.MAY_BE_MISSING
                      : ProblemCode.TYPE_MISMATCH,
                  pointer,
                  what + ", which may not fit.");
      List<TemplateReference> found = uses.references(pointer);
      if (found.size() == 1 && found.get(0).wholeValue()) {
        problem.at(found.get(0).line(), found.get(0).column()).reference(found.get(0).path());
      }
      problems.add(problem.step(step.stepNumber()).build());
    }
  }
}
