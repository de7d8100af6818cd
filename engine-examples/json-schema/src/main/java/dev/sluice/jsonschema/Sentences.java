package dev.sluice.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;

/**
 * What networknt found, in the engine's words: its own messages may hold parts of the value, these
 * hold only names and what the schema says.
 */
final class Sentences {
  private Sentences() {}

  static Problem problem(Error error) {
    String name = error.getProperty();
    return Problem.error(code(keyword(error)), place(error), of(error)).reference(name).build();
  }

  /** Where: for an absent or superfluous property the property itself, not its object. */
  static String place(Error error) {
    String at = error.getInstanceLocation().toString();
    String name = error.getProperty();
    return name == null ? at : at + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static String keyword(Error error) {
    return error.getKeyword() == null ? "" : error.getKeyword();
  }

  private static String code(String keyword) {
    return switch (keyword) {
      case "type" -> ProblemCode.WRONG_TYPE;
      case "required", "dependentRequired" -> ProblemCode.REQUIRED;
      case "additionalProperties", "unevaluatedProperties" -> ProblemCode.UNKNOWN_FIELD;
      default -> ProblemCode.INVALID_VALUE;
    };
  }

  static String of(Error error) {
    String keyword = keyword(error);
    return switch (keyword) {
      case "type" -> "The value must be " + alternatives(setting(error, keyword)) + ".";
      case "required" -> "The property \"" + error.getProperty() + "\" is required, but absent.";
      case "additionalProperties", "unevaluatedProperties" -> "There is no such property here.";
      case "enum" -> "The value is not one of those admitted.";
      case "const" -> "The value is not the one that is admitted.";
      case "minLength" -> "The text must have at least " + number(error, keyword) + " characters.";
      case "maxLength" -> "The text must have at most " + number(error, keyword) + " characters.";
      case "pattern" ->
          "The text must match the pattern " + shortened(setting(error, keyword)) + ".";
      case "minimum" -> "The number must be at least " + number(error, keyword) + ".";
      case "maximum" -> "The number must be at most " + number(error, keyword) + ".";
      case "exclusiveMinimum" -> "The number must be more than " + number(error, keyword) + ".";
      case "exclusiveMaximum" -> "The number must be less than " + number(error, keyword) + ".";
      case "multipleOf" -> "The number must be a multiple of " + number(error, keyword) + ".";
      case "minItems" -> "The array must have at least " + number(error, keyword) + " elements.";
      case "maxItems" -> "The array must have at most " + number(error, keyword) + " elements.";
      case "uniqueItems" -> "The array must not have equal elements.";
      case "minProperties" ->
          "The object must have at least " + number(error, keyword) + " properties.";
      case "maxProperties" ->
          "The object must have at most " + number(error, keyword) + " properties.";
      case "oneOf" -> "The value must satisfy exactly one of the schemas under \"oneOf\".";
      case "not" -> "The value satisfies the schema under \"not\".";
      case "" -> "No value is admitted here.";
      default -> "The value doesn't satisfy the schema's \"" + keyword + "\".";
    };
  }

  private static JsonNode setting(Error error, String keyword) {
    JsonNode node = error.getSchemaNode();
    return node != null && node.isObject() && node.has(keyword)
        ? node.get(keyword)
        : node == null ? com.fasterxml.jackson.databind.node.NullNode.getInstance() : node;
  }

  private static String number(Error error, String keyword) {
    return setting(error, keyword).asText();
  }

  private static String alternatives(JsonNode types) {
    if (!types.isArray()) {
      return types.asText();
    }
    StringBuilder out = new StringBuilder();
    types.forEach(type -> out.append(out.length() == 0 ? "" : " or ").append(type.asText()));
    return out.toString();
  }

  private static String shortened(JsonNode text) {
    String pattern = text.asText();
    return pattern.length() <= 100 ? pattern : "of the schema";
  }
}
