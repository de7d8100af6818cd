package dev.sluice.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reports what the metaschema lets pass: names that are no keywords, which would be ignored, and
 * patterns that can't be compiled.
 */
final class KeywordWalk {
  private static final Set<String> ONE_SCHEMA =
      Set.of(
          "additionalProperties",
          "contains",
          "contentSchema",
          "else",
          "if",
          "items",
          "not",
          "propertyNames",
          "then",
          "unevaluatedItems",
          "unevaluatedProperties");

  private static final Set<String> LISTED_SCHEMAS =
      Set.of("allOf", "anyOf", "oneOf", "prefixItems");

  private static final Set<String> NAMED_SCHEMAS =
      Set.of("$defs", "definitions", "dependentSchemas", "patternProperties", "properties");

  private static final Set<String> OTHERS =
      Set.of(
          "$anchor",
          "$comment",
          "$dynamicAnchor",
          "$dynamicRef",
          "$id",
          "$ref",
          "$schema",
          "const",
          "contentEncoding",
          "contentMediaType",
          "default",
          "dependentRequired",
          "deprecated",
          "description",
          "enum",
          "examples",
          "exclusiveMaximum",
          "exclusiveMinimum",
          "format",
          "maxContains",
          "maxItems",
          "maxLength",
          "maxProperties",
          "maximum",
          "minContains",
          "minItems",
          "minLength",
          "minProperties",
          "minimum",
          "multipleOf",
          "pattern",
          "readOnly",
          "required",
          "title",
          "type",
          "uniqueItems",
          "writeOnly");

  private final List<Problem> problems;

  KeywordWalk(List<Problem> problems) {
    this.problems = problems;
  }

  void walk(JsonNode schema) {
    walk(schema, "");
  }

  private void walk(JsonNode schema, String at) {
    if (!schema.isObject()) {
      return;
    }
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      String keyword = field.getKey();
      JsonNode value = field.getValue();
      String place = child(at, keyword);
      if (ONE_SCHEMA.contains(keyword)) {
        walk(value, place);
      } else if (LISTED_SCHEMAS.contains(keyword)) {
        for (int i = 0; i < value.size(); i++) {
          walk(value.get(i), place + "/" + i);
        }
      } else if (NAMED_SCHEMAS.contains(keyword)) {
        named(keyword, value, place);
      } else if (keyword.equals("pattern")) {
        pattern(value.asText(), place);
      } else if (!OTHERS.contains(keyword) && !keyword.startsWith("x-")) {
        problems.add(
            Problem.error(
                    ProblemCode.UNSUPPORTED_KEYWORD,
                    place,
                    "JSON Schema 2020-12 has no keyword \""
                        + keyword
                        + "\". Correct it, leave it out, or begin its name with \"x-\" if it is a"
                        + " note of your own.")
                .reference(keyword)
                .build());
      }
    }
  }

  private void named(String keyword, JsonNode schemas, String at) {
    for (Map.Entry<String, JsonNode> field : schemas.properties()) {
      if (keyword.equals("patternProperties")) {
        pattern(field.getKey(), child(at, field.getKey()));
      }
      walk(field.getValue(), child(at, field.getKey()));
    }
  }

  private void pattern(String text, String at) {
    try {
      Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      problems.add(
          Problem.error(
                  ProblemCode.INVALID_VALUE,
                  at,
                  "The pattern can't be compiled: " + e.getDescription() + ".")
              .build());
    }
  }

  private static String child(String parent, String key) {
    return parent + "/" + key.replace("~", "~0").replace("/", "~1");
  }
}
