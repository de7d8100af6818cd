package dev.sluice.internal.check;

import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.plan.TemplateUse.Role;
import dev.sluice.internal.schema.Member.Presence;
import dev.sluice.internal.schema.Shape;
import dev.sluice.internal.template.StepMember;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.internal.template.TemplateReference.Kind;
import dev.sluice.internal.text.DidYouMean;
import java.util.Set;

/**
 * Finds references that can't have a value, and those that may have none. A tag that can never be
 * resolved is an error wherever some data may lead to it; a section over what never exists is legal
 * and gets a warning, except that a closed declaration of the inputs knows all inputs there are.
 */
final class ReferenceCheck {
  private final DataShapes data;
  private final Findings problems;

  ReferenceCheck(DataShapes data, Findings problems) {
    this.data = data;
    this.problems = problems;
  }

  void check(TemplateUse use, @Nullable Integer step) {
    for (TemplateReference reference : use.references()) {
      if (problems.full()) {
        return;
      } else if (reference.stepKey() != null && reference.slot() < 0) {
        continue; // reported where the step is looked up
      }
      Found found = data.references().find(reference, use);
      boolean mustExist = reference.kind() == Kind.VARIABLE && !decides(use);
      if (found.absent()) {
        absent(reference, found, use, step, mustExist);
      } else if (mustExist && !problems.enoughWarnings()) {
        boolean said =
            found.known()
                && (!reference.conditional() || near(reference, found) != null)
                && doubtful(reference, found, step);
        if (!said && data.mayLackParent(reference, use) && !isTested(reference)) {
          warn(parentMayBeNull(reference, 0), reference, found, step);
        }
      }
    }
  }

  /** A condition that is one tag, or asks whether a path exists: missing is an answer there. */
  private static boolean decides(TemplateUse use) {
    if (use.role() != Role.CONDITION) {
      return false;
    }
    String[] place = use.pointer().split("/", -1);
    String last = place[place.length - 1];
    String before = place[place.length - 2];
    boolean operand =
        (last.equals("0") || last.equals("1")) && !before.equals("all") && !before.equals("any");
    return !operand;
  }

  private void absent(
      TemplateReference reference,
      Found found,
      TemplateUse use,
      @Nullable Integer step,
      boolean mustExist) {
    boolean undeclaredInput = "inputs".equals(reference.root()) && found.segment() == 0;
    boolean reachable = data.references().reachable(reference, use);
    if (!reachable && !undeclaredInput) {
      return;
    }
    boolean error = mustExist || undeclaredInput;
    String message = whatIsAbsent(reference, found) + (error ? "" : consequence(reference.kind()));
    Problem.Builder problem =
        error
            ? Problem.error(ProblemCode.UNKNOWN_REFERENCE, reference.pointer(), message)
            : Problem.warning(ProblemCode.UNKNOWN_REFERENCE, reference.pointer(), message);
    add(problem, reference, found, step);
  }

  private static String consequence(Kind kind) {
    return kind == TemplateReference.Kind.SECTION
        ? " The section's body is never shown."
        : kind == TemplateReference.Kind.INVERTED
            ? " The section's body is always shown."
            : " The condition is never true.";
  }

  private static String whatIsAbsent(TemplateReference reference, Found found) {
    String segment = reference.below().get(found.segment());
    String parent = Wording.parent(reference, found.segment());
    Set<String> names = found.parent().names();
    if ("inputs".equals(parent)) {
      return names.isEmpty()
          ? "The input schema admits no inputs."
          : "The input schema admits no input "
              + Wording.quoted(segment)
              + "; it declares "
              + Wording.names(names)
              + ".";
    } else if (!names.isEmpty()) {
      return sentence(parent)
          + " has no "
          + Wording.quoted(segment)
          + "; it has "
          + Wording.names(names)
          + ".";
    }
    return sentence(parent)
        + " is "
        + found.parent().describe()
        + " and has no "
        + Wording.quoted(segment)
        + ".";
  }

  private static String sentence(String start) {
    return start.startsWith("the ") ? "T" + start.substring(1) : start;
  }

  /** Whether a section around it shows its body only if the step has a result. */
  private static boolean isTested(TemplateReference reference) {
    for (TemplateReference at = reference.enclosing(); at != null; at = at.enclosing()) {
      if (at.kind() == Kind.SECTION
          && at.slot() == reference.slot()
          && at.member() == StepMember.RESULT) {
        return true;
      }
    }
    return false;
  }

  /** Whether there was something to say. */
  private boolean doubtful(TemplateReference reference, Found found, @Nullable Integer step) {
    if (found.presence() == Presence.MAYBE) {
      return warn(whyMissing(reference, found), reference, found, step);
    }
    return !reference.wholeValue()
        && nullIsLikely(found.shape())
        && warn(
            Wording.parent(reference, reference.below().size())
                + " may be null, which shows as nothing in a text.",
            reference,
            found,
            step);
  }

  private boolean warn(
      String message, TemplateReference reference, Found found, @Nullable Integer step) {
    add(
        Problem.warning(ProblemCode.MAY_BE_MISSING, reference.pointer(), message),
        reference,
        found,
        step);
    return true;
  }

  private static String parentMayBeNull(TemplateReference reference, int segment) {
    return sentence(Wording.parent(reference, segment))
        + " may be null, and then has no "
        + Wording.quoted(reference.below().get(segment))
        + ".";
  }

  /** A schema that says nothing of a value admits null too, but that is no reason to warn. */
  private static boolean nullIsLikely(Shape shape) {
    return shape.mayBeNull() && !shape.saysNothing();
  }

  private static String whyMissing(TemplateReference reference, Found found) {
    String segment = reference.below().get(found.segment());
    String parent = sentence(Wording.parent(reference, found.segment()));
    Shape shape = found.parent();
    if (shape.mayBeNull() && shape.notNull().member(segment).presence() == Presence.ALWAYS) {
      return parentMayBeNull(reference, found.segment());
    } else if (!found.declared()) {
      return "The schema of "
          + Wording.parent(reference, found.segment())
          + " doesn't declare "
          + Wording.quoted(segment)
          + ", so it may be missing.";
    } else if (!shape.mayBeObject()) {
      return parent + " may have no element " + segment + "; then the template fails.";
    }
    return parent
        + " need not have "
        + Wording.quoted(segment)
        + "; without it the template fails.";
  }

  private void add(
      Problem.Builder problem, TemplateReference reference, Found found, @Nullable Integer step) {
    String near = near(reference, found);
    problems.add(
        problem
            .step(step)
            .at(reference.line(), reference.column())
            .reference(reference.path())
            .suggestion(near == null ? null : Wording.replaced(reference, found.segment(), near))
            .build());
  }

  /** The declared name that was probably meant by the segment that isn't declared. */
  private static @Nullable String near(TemplateReference reference, Found found) {
    return found.segment() < 0 || found.declared()
        ? null
        : DidYouMean.of(cut(reference.below().get(found.segment())), found.parent().names());
  }

  /** Comparing names takes time by their product; nothing that long is near a name. */
  private static String cut(String name) {
    return name.length() > 64 ? "" : name;
  }
}
