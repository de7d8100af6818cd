package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.schema.Fit;
import dev.sluice.internal.schema.Member;
import dev.sluice.internal.schema.Member.Presence;
import dev.sluice.internal.schema.Shape;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.internal.text.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what a mapping yields with what a tool takes, down to the last argument. */
final class MappingCheck {
  private final DataShapes data;
  private final Uses uses;
  private final Findings problems;
  private final @Nullable Integer step;

  MappingCheck(DataShapes data, Uses uses, Findings problems, @Nullable Integer step) {
    this.data = data;
    this.uses = uses;
    this.problems = problems;
    this.step = step;
  }

  /** Checks all arguments of a call. Where the mapping couldn't be compiled, only their names. */
  void arguments(JsonNode mapping, String pointer, Shape wanted) {
    if (!wanted.saysNothing()) {
      check(mapping, pointer, wanted, uses.at(pointer), true);
    }
  }

  /** Returns whether an error was found, so that the whole isn't blamed for its part again. */
  private boolean check(
      JsonNode part, String pointer, Shape wanted, @Nullable TemplateUse use, boolean top) {
    if (problems.full()) {
      return true;
    } else if (part.isObject() && wanted.notNull().mayBeObject()) {
      return object(part, pointer, wanted, use, top);
    } else if (part.isArray() && wanted.mayBeArray()) {
      boolean wrong = false;
      for (int i = 0; i < part.size(); i++) {
        Member element = wanted.member(Integer.toString(i));
        if (element.presence() != Presence.NEVER) {
          wrong |= check(part.get(i), Pointers.child(pointer, i), element.shape(), use, false);
        }
      }
      return wrong || whole(part, pointer, wanted, use);
    }
    return whole(part, pointer, wanted, use);
  }

  private boolean object(
      JsonNode part, String pointer, Shape wanted, @Nullable TemplateUse use, boolean top) {
    boolean wrong = false;
    Set<String> names = wanted.names();
    for (String name : wanted.requiredNames()) {
      if (!part.has(name) && !problems.full()) {
        wrong = true;
        add(
            Problem.error(
                    ProblemCode.MISSING_ARGUMENT,
                    pointer,
                    (top ? "The tool requires the argument " : "The property ")
                        + Wording.quoted(name)
                        + (top ? ", but it isn't mapped." : " is required, but it isn't mapped."))
                .reference(name));
      }
    }
    for (Map.Entry<String, JsonNode> field : part.properties()) {
      String place = Pointers.child(pointer, field.getKey());
      Member member = wanted.member(field.getKey());
      if (member.presence() == Presence.NEVER) {
        wrong = true;
        unknown(field.getKey(), place, names, top, true);
      } else {
        if (!member.declared() && !names.isEmpty() && member.shape().saysNothing()) {
          unknown(field.getKey(), place, names, top, false);
        }
        wrong |= check(field.getValue(), place, member.shape(), use, false);
      }
    }
    return wrong || whole(part, pointer, wanted, use);
  }

  private void unknown(String name, String place, Set<String> names, boolean top, boolean closed) {
    String what = top ? "argument " : "property ";
    String message =
        closed
            ? (top ? "The tool takes no " : "The schema admits no ") + what + Wording.quoted(name)
            : (top ? "The tool doesn't declare the " : "The schema doesn't declare the ")
                + what
                + Wording.quoted(name);
    message += names.isEmpty() ? "." : "; it declares " + Wording.names(names) + ".";
    Problem.Builder problem =
        closed
            ? Problem.error(ProblemCode.UNKNOWN_ARGUMENT, place, message)
            : Problem.warning(ProblemCode.UNKNOWN_ARGUMENT, place, message);
    String near = name.length() > 64 ? null : DidYouMean.of(name, names);
    add(problem.reference(name).suggestion(near));
  }

  private boolean whole(JsonNode part, String pointer, Shape wanted, @Nullable TemplateUse use) {
    if (use == null || wanted.saysNothing()) {
      return false;
    }
    Shape from = data.shape(part, pointer, use);
    Fit fit = data.comparison().fit(from, wanted);
    if (fit == Fit.MISMATCH || (fit == Fit.UNSURE && isOtherText(part, pointer, wanted))) {
      String why = new Mismatch(data.comparison()).sentence(part, from, wanted, reference(pointer));
      place(Problem.error(ProblemCode.TYPE_MISMATCH, pointer, why), part, pointer, wanted);
      return true;
    }
    if (fit == Fit.UNSURE
        && part.isTextual()
        && !from.saysNothing()
        && !problems.enoughWarnings()) {
      unsure(part, pointer, from, wanted);
    }
    return false;
  }

  /** Whether the text around a template's tags is in none of the texts that are wanted. */
  private boolean isOtherText(JsonNode part, String pointer, Shape wanted) {
    if (!part.isTextual() || uses.faulty(pointer) || reference(pointer) != null) {
      return false;
    }
    String text = part.textValue();
    List<TemplateReference> found = uses.references(pointer);
    List<String> texts = wanted.texts();
    if (found.isEmpty() || texts.isEmpty() || !hasOnlyVariables(text, found)) {
      return false;
    }
    String head = text.substring(0, text.indexOf("{{"));
    String tail = text.substring(text.lastIndexOf("}}") + 2);
    return texts.stream().noneMatch(one -> one.startsWith(head) && one.endsWith(tail));
  }

  /** Whether every tag is a plain variable, so that all else is text: delimiters don't change. */
  private static boolean hasOnlyVariables(String text, List<TemplateReference> found) {
    int tags = 0;
    for (int at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", at + 2)) {
      if (text.startsWith("=", at + 2)) {
        return false;
      }
      tags++;
    }
    return tags == found.size()
        && found.stream().allMatch(r -> r.kind() == TemplateReference.Kind.VARIABLE);
  }

  private void unsure(JsonNode part, String pointer, Shape from, Shape wanted) {
    TemplateReference reference = reference(pointer);
    if (reference == null && !part.textValue().contains("{{")) {
      return; // a literal is judged by its value, and a schema that can't decide on one is odd
    }
    boolean onlyNull =
        from.mayBeNull() && data.comparison().fit(from.notNull(), wanted) == Fit.FITS;
    String what = reference == null ? "The text" : reference.path();
    place(
        onlyNull
            ? Problem.warning(
                ProblemCode.MAY_BE_MISSING,
                pointer,
                what + " may be null, but " + wanted.describe() + " is wanted here.")
            : Problem.warning(
                ProblemCode.TYPE_MISMATCH, pointer, what + Mismatch.doubt(from, wanted)),
        part,
        pointer,
        wanted);
  }

  /** The tag that is the whole string, if it is one. */
  private @Nullable TemplateReference reference(String pointer) {
    List<TemplateReference> found = uses.references(pointer);
    return found.size() == 1 && found.get(0).wholeValue() ? found.get(0) : null;
  }

  private void place(Problem.Builder problem, JsonNode part, String pointer, Shape wanted) {
    TemplateReference reference = reference(pointer);
    if (reference != null) {
      problem.at(reference.line(), reference.column()).reference(reference.path());
    } else if (part.isTextual() && !part.textValue().contains("{{")) {
      List<String> texts = new ArrayList<>(wanted.texts());
      String written = part.textValue();
      String near = written.length() > 64 ? null : DidYouMean.of(written, texts);
      problem.reference(near == null ? null : written).suggestion(near);
    }
    add(problem);
  }

  private void add(Problem.Builder problem) {
    problems.add(problem.step(step).build());
  }
}
