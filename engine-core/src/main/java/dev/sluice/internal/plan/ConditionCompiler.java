package dev.sluice.internal.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.text.DidYouMean;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Compiles a step's {@code when}. */
final class ConditionCompiler {
  private static final List<String> ALL =
      Stream.concat(Condition.Operator.NAMES.stream(), Stream.of("exists", "all", "any", "not"))
          .toList();

  private final Templates templates;
  private final List<Problem> problems;
  private final int slot;
  private final int number;
  private final BitSet needs;

  ConditionCompiler(
      Templates templates, List<Problem> problems, int slot, int number, BitSet needs) {
    this.templates = templates;
    this.problems = problems;
    this.slot = slot;
    this.number = number;
    this.needs = needs;
  }

  @Nullable
  Condition compile(JsonNode node, String pointer) {
    if (node.isTextual()) {
      Template tag = tag(node, pointer);
      return tag == null ? null : new Condition.Truth(tag);
    } else if (!node.isObject() || node.size() != 1) {
      return fault(
          pointer,
          node.isObject() ? ProblemCode.INVALID_VALUE : ProblemCode.WRONG_TYPE,
          "A condition is one tag such as {{inputs.notify}}, or an object with exactly one operator: "
              + String.join(", ", ALL)
              + ".",
          null);
    }
    Map.Entry<String, JsonNode> operator = node.properties().iterator().next();
    return operator(
        operator.getKey(), operator.getValue(), Pointers.child(pointer, operator.getKey()));
  }

  private @Nullable Condition operator(String name, JsonNode value, String pointer) {
    return switch (name) {
      case "all", "any" -> several(name.equals("all"), value, pointer);
      case "not" -> {
        Condition part = compile(value, pointer);
        yield part == null ? null : new Condition.Not(part);
      }
      case "exists" -> {
        Template tag = value.isTextual() ? tag(value, pointer) : null;
        yield tag != null
            ? new Condition.Exists(tag)
            : value.isTextual()
                ? null
                : fault(pointer, ProblemCode.WRONG_TYPE, "\"exists\" takes one tag.", null);
      }
      default ->
          Condition.Operator.NAMES.contains(name)
              ? binary(name, value, pointer)
              : fault(
                  pointer,
                  ProblemCode.UNKNOWN_FIELD,
                  "There is no such operator; the operators are " + String.join(", ", ALL) + ".",
                  DidYouMean.of(name, ALL));
    };
  }

  private @Nullable Condition several(boolean all, JsonNode value, String pointer) {
    if (!value.isArray() || value.isEmpty()) {
      return fault(
          pointer,
          ProblemCode.WRONG_TYPE,
          "\"" + (all ? "all" : "any") + "\" takes an array of at least one condition.",
          null);
    }
    List<Condition> parts = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      Condition part = compile(value.get(i), Pointers.child(pointer, i));
      if (part != null) {
        parts.add(part);
      }
    }
    return parts.size() == value.size() ? new Condition.Several(all, parts) : null;
  }

  private @Nullable Condition binary(String name, JsonNode value, String pointer) {
    if (!value.isArray() || value.size() != 2) {
      return fault(
          pointer,
          ProblemCode.WRONG_TYPE,
          "\"" + name + "\" takes an array of two operands.",
          null);
    }
    Template left = template(value.get(0), Pointers.child(pointer, 0));
    Template right = template(value.get(1), Pointers.child(pointer, 1));
    return left == null || right == null ? null : new Condition.Operator(name, left, right);
  }

  private @Nullable Template template(JsonNode node, String pointer) {
    return templates.compile(
        node, pointer, TemplateUse.Role.CONDITION, slot, false, Templates.Sight.BEFORE, needs);
  }

  /** Any other text would always be true: "not {{x}}" isn't a negation. */
  private @Nullable Template tag(JsonNode node, String pointer) {
    Template template = template(node, pointer);
    if (template == null) {
      return null;
    }
    boolean oneTag = template.references().size() == 1 && template.references().get(0).wholeValue();
    return oneTag
        ? template
        : fault(
            pointer,
            ProblemCode.INVALID_VALUE,
            "A condition as text must be exactly one tag such as {{inputs.notify}}; any other text would always be"
                + " true. For a negation write {\"not\": \"{{…}}\"}.",
            null);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it is always null
  private <T> @Nullable T fault(
      String pointer, String code, String message, @Nullable String suggestion) {
    problems.add(
        Problem.error(code, pointer, message)
            .step(number)
            .reference(suggestion == null ? null : pointer.substring(pointer.lastIndexOf('/') + 1))
            .suggestion(suggestion)
            .build());
    return null;
  }
}
