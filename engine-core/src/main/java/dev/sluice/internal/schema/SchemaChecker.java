package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.text.DidYouMean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds everything that is wrong with a schema: keywords that nothing enforces, keywords of a wrong
 * form, references that lead nowhere. Pointers are relative to the schema document.
 */
final class SchemaChecker {
  /** As many levels as a definition may have: nobody needs more references in a row. */
  private static final int MOST_REFERENCES_IN_A_ROW = 64;

  private final JsonNode document;
  private final boolean validatorAtHand;
  private final List<Problem> problems;
  private final Set<String> checked = new HashSet<>();
  private final Deque<String> referenced = new ArrayDeque<>();
  private final Map<String, String> directReferences = new LinkedHashMap<>();
  private final Map<String, JsonNode> defaults = new LinkedHashMap<>();
  private final Set<String> places = new LinkedHashSet<>();
  private boolean beyond;

  SchemaChecker(JsonNode document, boolean validatorAtHand, List<Problem> problems) {
    this.document = document;
    this.validatorAtHand = validatorAtHand;
    this.problems = problems;
  }

  /** Whether the schema uses what only a full validator enforces. */
  boolean needsValidator() {
    return beyond;
  }

  /** The defaults that were found, by the pointer of the schema that has them. */
  Map<String, JsonNode> defaults() {
    return defaults;
  }

  void checkDocument() {
    if (!document.isObject()) {
      report(
          ProblemCode.WRONG_TYPE,
          "",
          "The schema of the inputs must be an object, but is " + article(document) + ".");
      return;
    }
    JsonNode dialect = document.get("$schema");
    if (dialect != null
        && !(dialect.isTextual()
            && dialect.textValue().replaceAll("#$", "").equals(Keywords.DIALECT))) {
      report(
          ProblemCode.UNSUPPORTED,
          "/$schema",
          "Only JSON Schema 2020-12 is understood here; leave $schema out, or set it to \""
              + Keywords.DIALECT
              + "\".");
    }
    check(document, "");
    while (!referenced.isEmpty()) {
      String target = referenced.remove();
      JsonNode found = LocalReference.find(document, target);
      if (found != null && !checked.contains(target)) {
        check(found, target);
      }
    }
    checkLoops();
  }

  private void check(JsonNode schema, String at) {
    if (isFull() || !checked.add(at) || schema.isBoolean()) {
      return;
    }
    if (!schema.isObject()) {
      report(
          ProblemCode.WRONG_TYPE,
          at,
          "A schema must be an object, true or false, but this is " + article(schema) + ".");
      return;
    }
    for (Iterator<Map.Entry<String, JsonNode>> i = schema.properties().iterator(); i.hasNext(); ) {
      if (isFull()) {
        return;
      }
      Map.Entry<String, JsonNode> field = i.next();
      keyword(field.getKey(), field.getValue(), at, Pointers.child(at, field.getKey()));
    }
  }

  private void keyword(String keyword, JsonNode value, String schemaAt, String at) {
    KeywordForm form = new KeywordForm(at, problems);
    switch (keyword) {
      case "type" -> form.type(value);
      case "enum" -> form.array(value, "enum", "the values that are admitted");
      case "required" -> form.required(value);
      case "items", "additionalProperties" -> {
        if (value.isArray()) {
          report(
              ProblemCode.WRONG_TYPE,
              at,
              "The keyword \""
                  + keyword
                  + "\" takes one schema; a list of them was an older form.");
        } else {
          check(value, at);
        }
      }
      case "properties", "$defs", "definitions" -> schemas(value, keyword, at);
      case "$ref" -> reference(value, schemaAt, at);
      case "default" -> defaults.put(schemaAt, value);
      case "const" -> {}
      case "$id" -> {
        if (!schemaAt.isEmpty()) {
          unsupported(keyword, at);
        }
      }
      default -> {
        if (!Keywords.isAnnotation(keyword)) {
          unsupported(keyword, at);
        }
      }
    }
  }

  private void schemas(JsonNode value, String keyword, String at) {
    if (!value.isObject()) {
      report(
          ProblemCode.WRONG_TYPE,
          at,
          "The keyword \""
              + keyword
              + "\" takes an object of schemas by name, but this is "
              + article(value)
              + ".");
      return;
    }
    for (Iterator<Map.Entry<String, JsonNode>> i = value.properties().iterator(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      check(field.getValue(), Pointers.child(at, field.getKey()));
    }
  }

  private void reference(JsonNode value, String schemaAt, String at) {
    if (!value.isTextual()) {
      report(ProblemCode.WRONG_TYPE, at, "A $ref must be a string, but is " + article(value) + ".");
      return;
    }
    String text = value.textValue();
    String target = LocalReference.pointer(text);
    if (target == null) {
      beyond = true;
      if (!validatorAtHand) {
        problems.add(
            Problem.error(
                    ProblemCode.UNSUPPORTED,
                    at,
                    "Only references into the same schema are followed: # or #/ and a JSON pointer,"
                        + " such as #/$defs/address. Copy what is referenced under $defs.")
                .reference(text)
                .build());
      }
    } else if (LocalReference.find(document, target) == null) {
      problems.add(
          Problem.error(
                  ProblemCode.UNKNOWN_REFERENCE,
                  at,
                  "The reference leads nowhere: the schema has nothing at that place.")
              .reference(text)
              .suggestion(DidYouMean.of(text, places()))
              .build());
    } else {
      referenced.add(target);
      directReferences.put(schemaAt, target);
    }
  }

  /** Whether nobody would read more problems; they are to be cut, and take time to find. */
  private boolean isFull() {
    return problems.size() > Validation.MOST_PROBLEMS;
  }

  /** The definitions that a reference could have meant. */
  private Set<String> places() {
    if (!places.isEmpty()) {
      return places;
    }
    for (String keyword : List.of("$defs", "definitions")) {
      document
          .path(keyword)
          .fieldNames()
          .forEachRemaining(name -> places.add(Pointers.child("#/" + keyword, name)));
    }
    return places;
  }

  /** References that lead to each other and nowhere else would never be done. */
  private void checkLoops() {
    Map<String, Integer> inARow = new HashMap<>();
    boolean tooMany = false;
    for (String start : directReferences.keySet()) {
      Set<String> path = new LinkedHashSet<>();
      String at = start;
      while (at != null && !inARow.containsKey(at) && path.add(at)) {
        at = directReferences.get(at);
      }
      if (at != null && path.contains(at)) {
        report(
            ProblemCode.CYCLE,
            Pointers.child(at, "$ref"),
            "The reference leads back to itself, without a property or an element between.");
      }
      int length = path.size() + (at == null ? -1 : inARow.getOrDefault(at, 0));
      if (length > MOST_REFERENCES_IN_A_ROW && !tooMany) {
        tooMany = true; // said once, since each of its links begins a row too
        report(
            ProblemCode.LIMIT_EXCEEDED,
            Pointers.child(start, "$ref"),
            "More than "
                + MOST_REFERENCES_IN_A_ROW
                + " references follow one another here; let the first lead to what the last one"
                + " leads to.");
      }
      for (String passed : path) {
        inARow.put(passed, length--);
      }
    }
  }

  private void unsupported(String keyword, String at) {
    beyond = true;
    if (validatorAtHand) {
      return;
    }
    boolean standard = Keywords.BEYOND.contains(keyword) || keyword.equals("$id");
    String message =
        standard
            ? "The engine doesn't enforce the keyword \""
                + keyword
                + "\" by itself. Give the engine a full validator (schemaValidator on its builder;"
                + " the module engine-json-schema has one), or leave the keyword out."
            : "JSON Schema 2020-12 has no keyword \""
                + keyword
                + "\", and what isn't enforced isn't admitted. Correct it, leave it out, or begin"
                + " its name with \"x-\" if it is a note of your own.";
    problems.add(
        Problem.error(ProblemCode.UNSUPPORTED_KEYWORD, at, message)
            .reference(keyword)
            .suggestion(standard ? null : DidYouMean.of(keyword, Keywords.known()))
            .build());
  }

  private void report(String code, String at, String message) {
    problems.add(Problem.error(code, at, message).build());
  }

  static String article(JsonNode value) {
    return Kind.describe(Set.of(Kind.of(value)));
  }
}
