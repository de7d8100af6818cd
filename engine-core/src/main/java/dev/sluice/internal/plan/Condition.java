package dev.sluice.internal.plan;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.json.JsonCompare;
import dev.sluice.internal.template.Scope;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.UnresolvedException;
import java.util.List;

/** A step's condition, compiled. */
public sealed interface Condition {
  /**
   * Decides.
   *
   * @param scope what templates see
   * @return whether the step runs
   * @throws UnresolvedException if an operand has a missing value
   * @throws UndecidableException if operands can't be compared
   */
  boolean holds(Scope scope) throws UnresolvedException, UndecidableException;

  /** Operands that can't be compared. The message shows types, never values. */
  final class UndecidableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecidableException(String message) {
      super(message);
    }
  }

  /**
   * One tag, taken by truth; a missing path is false.
   *
   * @param tag the tag
   */
  record Truth(Template tag) implements Condition {
    @Override
    public boolean holds(Scope scope) {
      JsonNode value = tag.find(scope);
      if (value == null || value.isNull()) {
        return false;
      }
      return switch (value.asToken().id()) {
        case ID_TRUE, ID_FALSE -> value.booleanValue();
        case ID_STRING -> !value.textValue().isEmpty();
        case ID_START_ARRAY -> !value.isEmpty();
        default -> true;
      };
    }
  }

  /**
   * Whether a path has a value, null included.
   *
   * @param tag the path as one tag
   */
  record Exists(Template tag) implements Condition {
    @Override
    public boolean holds(Scope scope) {
      return tag.find(scope) != null;
    }
  }

  /**
   * An operator over two operands.
   *
   * @param operator its name in definitions
   * @param left a template
   * @param right a template
   */
  record Operator(String operator, Template left, Template right) implements Condition {
    static final List<String> NAMES =
        List.of(
            "equals",
            "not_equals",
            "less_than",
            "less_or_equal",
            "greater_than",
            "greater_or_equal",
            "in",
            "contains");

    @Override
    public boolean holds(Scope scope) throws UnresolvedException, UndecidableException {
      JsonNode a = left.resolve(scope);
      JsonNode b = right.resolve(scope);
      return switch (operator) {
        case "equals" -> JsonCompare.equal(a, b);
        case "not_equals" -> !JsonCompare.equal(a, b);
        case "less_than" -> order(a, b) < 0;
        case "less_or_equal" -> order(a, b) <= 0;
        case "greater_than" -> order(a, b) > 0;
        case "greater_or_equal" -> order(a, b) >= 0;
        case "in" -> member(b, a);
        default -> member(a, b);
      };
    }

    private int order(JsonNode a, JsonNode b) throws UndecidableException {
      if (a.isNumber() && b.isNumber()) {
        return JsonCompare.numbers(a, b);
      } else if (a.isTextual() && b.isTextual()) {
        return JsonCompare.texts(a.textValue(), b.textValue());
      }
      throw new UndecidableException(
          "\""
              + operator
              + "\" needs two numbers or two strings, not "
              + type(a)
              + " and "
              + type(b)
              + ".");
    }

    private boolean member(JsonNode whole, JsonNode part) throws UndecidableException {
      if (whole.isArray()) {
        for (JsonNode element : whole) {
          if (JsonCompare.equal(element, part)) {
            return true;
          }
        }
        return false;
      } else if (whole.isTextual() && part.isTextual()) {
        return whole.textValue().contains(part.textValue());
      } else if (whole.isObject() && part.isTextual()) {
        return whole.has(part.textValue());
      }
      throw new UndecidableException(
          "\""
              + operator
              + "\" looks in an array, for a string in a string or for a key in an object, not for "
              + type(part)
              + " in "
              + type(whole)
              + ".");
    }

    private static String type(JsonNode value) {
      return switch (value.asToken().id()) {
        case ID_STRING -> "a string";
        case ID_NUMBER_INT, ID_NUMBER_FLOAT -> "a number";
        case ID_TRUE, ID_FALSE -> "a boolean";
        case ID_START_ARRAY -> "an array";
        case ID_START_OBJECT -> "an object";
        default -> "null";
      };
    }
  }

  /**
   * All hold, or any does.
   *
   * @param all whether all must
   * @param parts the conditions
   */
  record Several(boolean all, List<Condition> parts) implements Condition {
    @Override
    public boolean holds(Scope scope) throws UnresolvedException, UndecidableException {
      for (Condition part : parts) {
        if (part.holds(scope) != all) {
          return !all;
        }
      }
      return all;
    }
  }

  /**
   * The other way round.
   *
   * @param part the condition
   */
  record Not(Condition part) implements Condition {
    @Override
    public boolean holds(Scope scope) throws UnresolvedException, UndecidableException {
      return !part.holds(scope);
    }
  }
}
