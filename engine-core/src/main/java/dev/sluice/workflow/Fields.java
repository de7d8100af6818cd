package dev.sluice.workflow;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.text.DidYouMean;
import dev.sluice.internal.text.Texts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one object of a definition and notes what is wrong with each. What can't be
 * read is null or the default, so that reading goes on. A field that is null counts as absent.
 */
final class Fields {
  private final JsonNode node;
  private final String pointer;
  private final @Nullable Integer step;
  private final List<Problem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  Fields(JsonNode node, String pointer, @Nullable Integer step, List<Problem> problems) {
    this.node = node;
    this.pointer = pointer;
    this.step = step;
    this.problems = problems;
  }

  String at(String name) {
    return Pointers.child(pointer, name);
  }

  void fault(String code, String name, String message) {
    problems.add(Problem.error(code, at(name), message).step(step).reference(name).build());
  }

  void elementFault(String code, String name, int index, String fault) {
    String place = Pointers.child(at(name), index);
    problems.add(
        Problem.error(code, place, "An element of \"" + name + "\" " + fault + ".")
            .step(step)
            .build());
  }

  /** The field's value; null where it is absent or null. */
  @Nullable JsonNode get(String name) {
    if (!known.contains(name)) {
      known.add(name);
    }
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private @Nullable JsonNode required(String name, String what) {
    JsonNode value = get(name);
    if (value == null) {
      problems.add(
          Problem.error(
                  ProblemCode.REQUIRED,
                  pointer,
                  "The field \"" + name + "\" is missing; it must be " + what + ".")
              .step(step)
              .reference(name)
              .build());
    }
    return value;
  }

  private void wrongType(String name, JsonNode value, String wanted) {
    fault(
        ProblemCode.WRONG_TYPE,
        name,
        "\"" + name + "\" must be " + wanted + ", but is " + typeOf(value) + ".");
  }

  static String typeOf(JsonNode value) {
    return switch (value.asToken().id()) {
      case ID_STRING -> "a string";
      case ID_NUMBER_INT, ID_NUMBER_FLOAT -> "a number";
      case ID_TRUE, ID_FALSE -> "a boolean";
      case ID_START_ARRAY -> "an array";
      case ID_START_OBJECT -> "an object";
      default -> "null";
    };
  }

  @Nullable String text(String name) {
    JsonNode value = get(name);
    if (value == null || value.isTextual()) {
      return value == null ? null : value.textValue();
    }
    wrongType(name, value, "a string");
    return null;
  }

  @Nullable String identifier(String name, int most) {
    return identifier(name, get(name), most);
  }

  String requiredIdentifier(String name, int most) {
    JsonNode value = required(name, "a string of 1 to " + most + " characters");
    String text = identifier(name, value, most);
    return text == null ? "" : text;
  }

  private @Nullable String identifier(String name, @Nullable JsonNode value, int most) {
    if (value == null) {
      return null;
    } else if (!value.isTextual()) {
      wrongType(name, value, "a string");
      return null;
    }
    String fault = Texts.identifierFault(value.textValue(), most);
    if (fault != null) {
      fault(ProblemCode.INVALID_VALUE, name, "\"" + name + "\" " + fault + ".");
      return null;
    }
    return value.textValue();
  }

  long whole(String name, long least, long most, long absent) {
    JsonNode value = get(name);
    return value == null ? absent : whole(name, value, least, most, absent);
  }

  long requiredWhole(String name, long least, long most) {
    JsonNode value = required(name, "a whole number from " + least + " to " + most);
    return value == null ? 0 : whole(name, value, least, most, 0);
  }

  private long whole(String name, JsonNode value, long least, long most, long absent) {
    if (!value.isIntegralNumber()) {
      fault(
          ProblemCode.WRONG_TYPE,
          name,
          "\""
              + name
              + "\" must be a whole number, but is "
              + (value.isNumber() ? "a number with a fraction or an exponent" : typeOf(value))
              + ".");
      return absent;
    }
    BigInteger number = value.bigIntegerValue();
    if (number.compareTo(BigInteger.valueOf(least)) < 0
        || number.compareTo(BigInteger.valueOf(most)) > 0) {
      fault(
          ProblemCode.INVALID_VALUE,
          name,
          "\"" + name + "\" must be from " + least + " to " + most + ".");
      return absent;
    }
    return number.longValue();
  }

  BigDecimal decimal(String name, long least, long most, long absent) {
    JsonNode value = get(name);
    if (value == null) {
      return BigDecimal.valueOf(absent);
    } else if (!value.isNumber()) {
      wrongType(name, value, "a number");
      return BigDecimal.valueOf(absent);
    }
    BigDecimal number = value.decimalValue();
    if (number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0) {
      fault(
          ProblemCode.INVALID_VALUE,
          name,
          "\"" + name + "\" must be from " + least + " to " + most + ".");
      return BigDecimal.valueOf(absent);
    }
    return number;
  }

  boolean flag(String name) {
    JsonNode value = get(name);
    if (value != null && !value.isBoolean()) {
      wrongType(name, value, "a boolean");
    }
    return value != null && value.booleanValue();
  }

  @Nullable ObjectNode object(String name) {
    JsonNode value = get(name);
    if (value != null && !value.isObject()) {
      wrongType(name, value, "an object");
      return null;
    }
    return (ObjectNode) value;
  }

  @Nullable JsonNode array(String name) {
    JsonNode value = get(name);
    if (value != null && !value.isArray()) {
      wrongType(name, value, "an array");
      return null;
    }
    return value;
  }

  @Nullable JsonNode requiredArray(String name, String what) {
    return required(name, what) == null ? null : array(name);
  }

  /** One of some words; the first is the default. */
  String word(String name, String... words) {
    String text = text(name);
    if (text == null) {
      return words[0];
    }
    for (String word : words) {
      if (word.equals(text)) {
        return text;
      }
    }
    problems.add(
        Problem.error(
                ProblemCode.INVALID_VALUE,
                at(name),
                "\"" + name + "\" must be one of " + String.join(", ", words) + ".")
            .step(step)
            .reference(Texts.loggable(text))
            .suggestion(DidYouMean.of(text, List.of(words)))
            .build());
    return words[0];
  }

  List<String> identifiers(String name, int most) {
    JsonNode array = array(name);
    List<String> out = new ArrayList<>();
    for (int i = 0; array != null && i < array.size(); i++) {
      JsonNode item = array.get(i);
      String fault =
          item.isTextual() ? Texts.identifierFault(item.textValue(), most) : "must be a string";
      if (fault == null) {
        out.add(item.textValue());
      } else {
        elementFault(
            item.isTextual() ? ProblemCode.INVALID_VALUE : ProblemCode.WRONG_TYPE, name, i, fault);
      }
    }
    return List.copyOf(out);
  }

  /** Notes every field that nothing asked for. Call it last. */
  void noOthers() {
    for (var field : node.properties()) {
      if (!known.contains(field.getKey())) {
        problems.add(
            Problem.error(
                    ProblemCode.UNKNOWN_FIELD,
                    at(field.getKey()),
                    "There is no field of this name here; the fields are "
                        + String.join(", ", known)
                        + ".")
                .step(step)
                .reference(Texts.loggable(field.getKey()))
                .suggestion(DidYouMean.of(field.getKey(), known))
                .build());
      }
    }
  }
}
