package dev.sluice.internal.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The keywords of JSON Schema 2020-12, by what the engine does with them. */
final class Keywords {
  static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  static final Set<String> ENFORCED =
      Set.of(
          "type",
          "enum",
          "const",
          "properties",
          "required",
          "items",
          "additionalProperties",
          "default",
          "$ref",
          "$defs",
          "definitions");

  /** They restrict nothing; {@code format} and the content keywords neither, in 2020-12. */
  static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "format",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "$schema",
          "$id",
          "$comment");

  /** Known, and enforced by a full validator only. */
  static final Set<String> BEYOND =
      Set.of(
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "if",
          "then",
          "else",
          "dependentSchemas",
          "dependentRequired",
          "prefixItems",
          "contains",
          "minContains",
          "maxContains",
          "patternProperties",
          "propertyNames",
          "unevaluatedItems",
          "unevaluatedProperties",
          "multipleOf",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "maxProperties",
          "minProperties",
          "$anchor",
          "$dynamicRef",
          "$dynamicAnchor",
          "$vocabulary");

  private Keywords() {}

  /** Names that begin so are left to everybody's own use by the specification's authors. */
  static boolean isAnnotation(String keyword) {
    return ANNOTATIONS.contains(keyword) || keyword.startsWith("x-");
  }

  /** All keywords, sorted, as candidates for what was meant. */
  static List<String> known() {
    List<String> names = new ArrayList<>(ENFORCED);
    names.addAll(ANNOTATIONS);
    names.addAll(BEYOND);
    names.sort(null);
    return names;
  }
}
