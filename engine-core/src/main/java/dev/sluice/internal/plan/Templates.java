package dev.sluice.internal.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.template.Roots;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.TemplateCompiler;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.internal.text.DidYouMean;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Compiles the templates of one workflow, and checks which steps they may see: in a sequence the
 * earlier ones, in parallel mode any but their own.
 */
final class Templates {
  /** Which steps a template sees. */
  enum Sight {
    /** Those that ended before its own step starts. */
    BEFORE,
    /** Those, and its own step, which has ended. */
    OWN_TOO,
    /** All steps. */
    ALL
  }

  private final TemplateCompiler compiler;
  private final StepIndex index;
  private final boolean parallel;
  private final List<Problem> problems;
  private final List<TemplateUse> uses = new ArrayList<>();

  Templates(TemplateCompiler compiler, StepIndex index, boolean parallel, List<Problem> problems) {
    this.compiler = compiler;
    this.index = index;
    this.parallel = parallel;
    this.problems = problems;
  }

  List<TemplateUse> uses() {
    return uses;
  }

  /**
   * Compiles one mapping of a step.
   *
   * @param slot the step, or -1 for the workflow's output
   * @param loop whether {@code item} and {@code index} exist
   * @param needs gains the steps it references, or is null where that orders nothing
   */
  @Nullable
  Template compile(
      JsonNode mapping,
      String pointer,
      TemplateUse.Role role,
      int slot,
      boolean loop,
      Sight sight,
      @Nullable BitSet needs) {
    List<Problem> found = new ArrayList<>();
    Roots roots = loop ? Roots.of(index::slot, "item", "index") : Roots.of(index::slot);
    List<TemplateReference> references = new ArrayList<>();
    Template template = compiler.compile(mapping, pointer, roots, found, references);
    Integer step = slot < 0 ? null : (Integer) index.number(slot);
    for (Problem problem : found) {
      problems.add(problem.within("", step));
    }
    look(references, step, slot, sight, needs);
    uses.add(new TemplateUse(role, slot, pointer, mapping, template, List.copyOf(references)));
    return template;
  }

  /** Looks up the steps that a template refers to. */
  private void look(
      List<TemplateReference> references,
      @Nullable Integer step,
      int slot,
      Sight sight,
      @Nullable BitSet needs) {
    for (TemplateReference reference : references) {
      String key = reference.stepKey();
      if (key == null) {
        continue;
      }
      String fault = fault(key, reference.slot(), slot, sight);
      if (fault != null) {
        problems.add(
            Problem.error(ProblemCode.UNKNOWN_REFERENCE, reference.pointer(), fault)
                .step(step)
                .at(reference.line(), reference.column())
                .reference(reference.path())
                .suggestion(reference.slot() < 0 ? suggestion(reference) : null)
                .build());
      } else if (needs != null && reference.slot() != slot) {
        needs.set(reference.slot());
      }
    }
  }

  private @Nullable String fault(String key, int target, int own, Sight sight) {
    if (target < 0) {
      return "There is no step " + key + "; the steps are " + index.names() + ".";
    } else if (sight == Sight.ALL || (sight == Sight.OWN_TOO && target == own)) {
      return null;
    } else if (target == own) {
      return "Step " + key + " can't use its own outcome: it isn't there yet.";
    } else if (!parallel && target > own) {
      return "Step " + key + " runs later; a step can use the outcomes of earlier steps only.";
    }
    return null;
  }

  private @Nullable String suggestion(TemplateReference reference) {
    String near = DidYouMean.of(String.valueOf(reference.stepKey()), index.keys());
    return near == null
        ? null
        : reference
            .path()
            .replaceFirst(
                "\\." + java.util.regex.Pattern.quote(String.valueOf(reference.stepKey())),
                "." + near);
  }

  /** Step keys by slot: numbers and ids. */
  static final class StepIndex {
    private final Map<String, Integer> slots;
    private final int[] numbers;

    StepIndex(Map<String, Integer> slots, int[] numbers) {
      this.slots = slots;
      this.numbers = numbers;
    }

    int slot(String key) {
      return slots.getOrDefault(key, -1);
    }

    int number(int slot) {
      return numbers[slot];
    }

    Iterable<String> keys() {
      return slots.keySet();
    }

    String names() {
      List<String> shown = slots.keySet().stream().limit(20).toList();
      return String.join(", ", shown) + (slots.size() > 20 ? ", …" : "");
    }
  }
}
