package dev.sluice.internal.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.schema.InputSchema;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.TemplateCompiler;
import dev.sluice.limit.Limits;
import dev.sluice.schema.SchemaValidator;
import dev.sluice.workflow.Mode;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Compiles definitions into plans. Immutable and thread-safe. */
public final class PlanCompiler {
  private final TemplateCompiler templates;
  private final @Nullable SchemaValidator validator;

  /**
   * Sets the limits.
   *
   * @param limits for templates
   * @param validator the host's full validator of input schemas, or null
   */
  public PlanCompiler(Limits limits, @Nullable SchemaValidator validator) {
    this.templates = new TemplateCompiler(limits);
    this.validator = validator;
  }

  /**
   * Compiles a definition, and goes on after every problem.
   *
   * @param workflow a definition; its own problems are not repeated
   * @return a plan if nothing is wrong
   */
  public Compilation compile(Workflow workflow) {
    return new Run(workflow).compile();
  }

  /** One compilation. */
  private final class Run {
    private final Workflow workflow;
    private final List<Step> document;
    private final int[] documentIndex;
    private final Templates.StepIndex index;
    private final boolean parallel;
    private final List<Problem> problems = new ArrayList<>();
    private final Templates compiled;
    private final BitSet[] needs;

    Run(Workflow workflow) {
      this.workflow = workflow;
      this.document = workflow.steps();
      this.documentIndex =
          IntStream.range(0, document.size())
              .boxed()
              .sorted(java.util.Comparator.comparingInt(i -> document.get(i).stepNumber()))
              .mapToInt(Integer::intValue)
              .toArray();
      this.parallel = workflow.mode() == Mode.PARALLEL;
      this.index = index();
      this.compiled = new Templates(templates, index, parallel, problems);
      this.needs = new BitSet[document.size()];
    }

    private Templates.StepIndex index() {
      Map<String, Integer> slots = new LinkedHashMap<>();
      int[] numbers = new int[documentIndex.length];
      for (int slot = 0; slot < documentIndex.length; slot++) {
        Step step = document.get(documentIndex[slot]);
        numbers[slot] = step.stepNumber();
        slots.putIfAbsent(Integer.toString(step.stepNumber()), slot);
        if (step.id() != null) {
          slots.putIfAbsent(step.id(), slot);
        }
      }
      return new Templates.StepIndex(slots, numbers);
    }

    Compilation compile() {
      InputSchema inputs = null;
      ObjectNode schema = workflow.inputSchema();
      if (schema != null) {
        inputs = InputSchema.compile(schema, "/input_schema", validator, problems);
      }
      @Nullable Draft[] drafts = new Draft[document.size()];
      int[] slots = new int[documentIndex.length];
      for (int slot = 0; slot < slots.length; slot++) {
        slots[documentIndex[slot]] = slot;
      }
      for (int i = 0; i < document.size(); i++) {
        int slot = slots[i];
        needs[slot] = new BitSet();
        drafts[slot] = step(document.get(i), slot, "/steps/" + i);
      }
      Template output = null;
      if (workflow.output() != null) {
        output =
            compiled.compile(
                workflow.output(),
                "/output",
                TemplateUse.Role.OUTPUT,
                -1,
                false,
                Templates.Sight.ALL,
                null);
      }
      Edges.check(needs, index, parallel, documentIndex, problems);
      Plan plan =
          problems.stream().anyMatch(Problem::isError) ? null : plan(drafts, output, inputs);
      return new Compilation(plan, inputs, List.copyOf(compiled.uses()), List.copyOf(problems));
    }

    private @Nullable Draft step(Step step, int slot, String pointer) {
      boolean loop = step.forEach() != null;
      BitSet before = needs[slot];
      Condition when = null;
      if (step.when() != null) {
        when =
            new ConditionCompiler(compiled, problems, slot, step.stepNumber(), before)
                .compile(step.when(), pointer + "/when");
      }
      Template items = null;
      if (step.forEach() != null) {
        items =
            compiled.compile(
                step.forEach(),
                pointer + "/for_each",
                TemplateUse.Role.ITEMS,
                slot,
                false,
                Templates.Sight.BEFORE,
                before);
      }
      Edges.after(step, slot, index, parallel, pointer + "/after", before, problems);
      Template arguments =
          compiled.compile(
              step.inputMapping(),
              pointer + "/input_mapping",
              TemplateUse.Role.ARGUMENTS,
              slot,
              loop,
              Templates.Sight.BEFORE,
              before);
      Template fallback = null;
      if (step.onError().result() != null) {
        fallback =
            compiled.compile(
                step.onError().result(),
                pointer + "/on_error/result",
                TemplateUse.Role.FALLBACK,
                slot,
                loop,
                Templates.Sight.OWN_TOO,
                before);
      }
      PlanStep.Undo undo = null;
      if (step.compensate() != null) {
        Template undoArguments =
            compiled.compile(
                step.compensate().inputMapping(),
                pointer + "/compensate/input_mapping",
                TemplateUse.Role.UNDO_ARGUMENTS,
                slot,
                loop,
                Templates.Sight.OWN_TOO,
                before);
        if (undoArguments != null) {
          undo =
              new PlanStep.Undo(
                  step.compensate().toolId().intern(),
                  undoArguments,
                  step.compensate().retryPolicy(),
                  step.compensate().isOnUnknown());
        }
      }
      return arguments == null ? null : new Draft(step, arguments, when, items, fallback, undo);
    }

    private Plan plan(
        @Nullable Draft[] drafts, @Nullable Template output, @Nullable InputSchema inputs) {
      if (!parallel) {
        for (int slot = 0; slot < needs.length; slot++) {
          needs[slot] = new BitSet();
          if (slot > 0) {
            needs[slot].set(slot - 1);
          }
        }
      }
      int[][] neededBy = Edges.reversed(needs);
      List<PlanStep> steps = new ArrayList<>();
      for (int slot = 0; slot < drafts.length; slot++) {
        Draft draft = drafts[slot];
        if (draft == null) {
          throw new IllegalStateException("a step without a draft is a problem");
        }
        steps.add(draft.toStep(slot, needs[slot].stream().toArray(), neededBy[slot]));
      }
      int bound =
          !parallel
              ? 1
              : workflow.maxConcurrency() == 0 ? Integer.MAX_VALUE : workflow.maxConcurrency();
      return new Plan(workflow, steps, parallel, bound, output, inputs);
    }
  }

  /** A step whose edges aren't known yet. */
  private record Draft(
      Step step,
      Template arguments,
      @Nullable Condition when,
      @Nullable Template items,
      @Nullable Template fallback,
      PlanStep.@Nullable Undo undo) {
    PlanStep toStep(int slot, int[] needs, int[] neededBy) {
      return new PlanStep(
          slot,
          step.stepNumber(),
          Integer.toString(step.stepNumber()),
          step.toolId().intern(), // tools are looked up by it at every call, most often by identity
          step.toolName(),
          arguments,
          when,
          items,
          step.maxConcurrency(),
          step.retry(),
          step.timeoutMs(),
          step.onError().fails(),
          fallback,
          undo,
          step.onUncertain(),
          needs,
          neededBy);
    }
  }
}
