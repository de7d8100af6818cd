package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.TreeMap;

/**
 * The oracle of these tests: JSON Schema's sentences one by one, on raw JSON, with no thought of
 * speed and nothing taken from the code under test.
 */
public final class PlainSchema {
  private final JsonNode root;

  PlainSchema(JsonNode root) {
    this.root = root;
  }

  public static boolean valid(JsonNode schema, JsonNode value) {
    return new PlainSchema(schema).admits(schema, value);
  }

  boolean admits(JsonNode schema, JsonNode value) {
    if (schema.isBoolean()) {
      return schema.booleanValue();
    }
    return type(schema, value)
        && listed(schema, value)
        && object(schema, value)
        && array(schema, value)
        && applied(schema, value);
  }

  private boolean type(JsonNode schema, JsonNode value) {
    JsonNode type = schema.get("type");
    if (type == null) {
      return true;
    }
    boolean any = false;
    for (JsonNode name : type.isArray() ? type : java.util.List.of(type)) {
      any |=
          switch (name.asText()) {
            case "null" -> value.isNull();
            case "boolean" -> value.isBoolean();
            case "string" -> value.isTextual();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            case "number" -> value.isNumber();
            case "integer" ->
                value.isNumber() && value.decimalValue().remainder(BigDecimal.ONE).signum() == 0;
            default -> throw new AssertionError(name);
          };
    }
    return any;
  }

  private boolean listed(JsonNode schema, JsonNode value) {
    if (schema.has("const") && !form(schema.get("const")).equals(form(value))) {
      return false;
    }
    if (!schema.has("enum")) {
      return true;
    }
    for (JsonNode candidate : schema.get("enum")) {
      if (form(candidate).equals(form(value))) {
        return true;
      }
    }
    return false;
  }

  /** A text that equal values share: keys sorted, numbers without trailing zeros. */
  static String form(JsonNode value) {
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
    } else if (value.isObject()) {
      TreeMap<String, String> sorted = new TreeMap<>();
      value.properties().forEach(e -> sorted.put(e.getKey(), form(e.getValue())));
      return sorted.toString();
    } else if (value.isArray()) {
      StringBuilder out = new StringBuilder("[");
      value.forEach(item -> out.append(form(item)).append(';'));
      return out.append(']').toString();
    }
    return value.toString();
  }

  private boolean object(JsonNode schema, JsonNode value) {
    if (!value.isObject()) {
      return true;
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.textValue())) {
        return false;
      }
    }
    for (var field : value.properties()) {
      JsonNode declared = schema.path("properties").get(field.getKey());
      if (declared == null) {
        declared = schema.get("additionalProperties");
      }
      if (declared != null && !admits(declared, field.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean array(JsonNode schema, JsonNode value) {
    if (!value.isArray()) {
      return true;
    }
    int prefix = schema.path("prefixItems").size();
    for (int i = 0; i < value.size(); i++) {
      JsonNode element = i < prefix ? schema.get("prefixItems").get(i) : schema.get("items");
      if (element != null && !admits(element, value.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean applied(JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      String pointer = schema.get("$ref").textValue().substring(1);
      if (!admits(root.at(pointer), value)) {
        return false;
      }
    }
    for (JsonNode part : schema.path("allOf")) {
      if (!admits(part, value)) {
        return false;
      }
    }
    return (!schema.has("anyOf") || count(schema.get("anyOf"), value) > 0)
        && (!schema.has("oneOf") || count(schema.get("oneOf"), value) == 1);
  }

  private int count(JsonNode branches, JsonNode value) {
    int count = 0;
    for (JsonNode branch : branches) {
      count += admits(branch, value) ? 1 : 0;
    }
    return count;
  }
}
