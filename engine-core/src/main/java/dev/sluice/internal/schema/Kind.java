package dev.sluice.internal.schema;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NULL;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kinds of JSON value that {@code type} tells apart. {@code number} is two of them, so that
 * {@code integer} is a plain subset: a number without a fraction is an integer, 1.0 too.
 */
enum Kind {
  NULL,
  BOOLEAN,
  INTEGER,
  FRACTION,
  STRING,
  ARRAY,
  OBJECT;

  static final Set<Kind> EVERY = Collections.unmodifiableSet(EnumSet.allOf(Kind.class));

  private static final Map<String, Set<Kind>> BY_NAME = byName();

  private static Map<String, Set<Kind>> byName() {
    Map<String, Set<Kind>> names = new LinkedHashMap<>();
    names.put("string", Set.of(STRING));
    names.put("number", Set.of(INTEGER, FRACTION));
    names.put("integer", Set.of(INTEGER));
    names.put("boolean", Set.of(BOOLEAN));
    names.put("object", Set.of(OBJECT));
    names.put("array", Set.of(ARRAY));
    names.put("null", Set.of(NULL));
    return Collections.unmodifiableMap(names);
  }

  static Set<Kind> without(Kind first, Kind... others) {
    return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(first, others)));
  }

  /** The names that {@code type} admits. */
  static Set<String> names() {
    return BY_NAME.keySet();
  }

  /** The kinds of one name of {@code type}, or null where there is no such type. */
  static @Nullable Set<Kind> named(String name) {
    return BY_NAME.get(name);
  }

  static Kind of(JsonNode value) {
    return switch (value.asToken().id()) {
      case ID_START_OBJECT -> OBJECT;
      case ID_START_ARRAY -> ARRAY;
      case ID_TRUE, ID_FALSE -> BOOLEAN;
      case ID_NUMBER_INT, ID_NUMBER_FLOAT -> JsonEquality.isInteger(value) ? INTEGER : FRACTION;
      case ID_NULL -> NULL;
      default -> STRING;
    };
  }

  /** The fewest types that cover these kinds in words, such as "a string or null". */
  static String describe(Set<Kind> kinds) {
    if (kinds.containsAll(EVERY)) {
      return "any value";
    }
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, Set<Kind>> entry : BY_NAME.entrySet()) {
      boolean whole = kinds.containsAll(entry.getValue());
      boolean partOfNumber = entry.getKey().equals("integer") && kinds.contains(FRACTION);
      boolean fractionOnly =
          entry.getKey().equals("number") && kinds.contains(FRACTION) && !kinds.contains(INTEGER);
      if (fractionOnly || (whole && !partOfNumber)) {
        names.add(withArticle(entry.getKey()));
      }
    }
    return names.isEmpty() ? "nothing" : String.join(" or ", names);
  }

  private static String withArticle(String type) {
    return switch (type) {
      case "null" -> type;
      case "array", "integer", "object" -> "an " + type;
      default -> "a " + type;
    };
  }
}
