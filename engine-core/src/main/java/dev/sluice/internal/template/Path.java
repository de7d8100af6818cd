package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.Nullable;
import java.util.ArrayList;
import java.util.List;

/** A grammatical path: literal keys, of which some may also be canonical array indexes. */
final class Path {
  private static final String RESERVED = "{}[]()<>\"'`|\\,;=&!?*%^#+~";

  private final String[] names;
  private final int[] indexes;

  private Path(List<String> segments) {
    this.names = segments.toArray(new String[0]);
    this.indexes = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = names[i].intern(); // as readers of JSON do: then most look-ups compare no text
      indexes[i] = canonicalIndex(names[i]);
    }
  }

  /** The path of a text in which {@link #fault} finds nothing; {@code .} has no segments. */
  static Path of(String text) {
    if (text.equals(".")) {
      return new Path(List.of());
    }
    List<String> segments = new ArrayList<>();
    int from = 0;
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', from)) {
      segments.add(text.substring(from, dot));
      from = dot + 1;
    }
    segments.add(text.substring(from));
    return new Path(segments);
  }

  /** What is wrong with a text that should be a path, as the end of a sentence, or null. */
  static @Nullable String fault(String text) {
    if (text.isEmpty()) {
      return "the path is empty";
    } else if (text.equals(".")) {
      return null;
    }
    boolean segmentIsEmpty = true;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == '.') {
        if (segmentIsEmpty) {
          return "there is no name before a dot";
        }
        segmentIsEmpty = true;
      } else {
        String fault = characterFault(c);
        if (fault != null) {
          return fault;
        }
        segmentIsEmpty = false;
      }
      i += Character.charCount(c);
    }
    return segmentIsEmpty ? "there is no name after the last dot" : null;
  }

  /** What is wrong with a character of a name, or null. */
  static @Nullable String characterFault(int c) {
    if (RESERVED.indexOf(c) >= 0) {
      return "the character " + (char) c + " is reserved and can't be part of a name";
    } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      return "a name has no white space in it";
    } else if (Character.isISOControl(c)) {
      return "a name has no control characters in it";
    } else if (Character.getType(c) == Character.FORMAT) {
      return "a name has no invisible format characters in it";
    } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      return "a name has no lone surrogates in it";
    }
    return null;
  }

  /** Nine digits name more elements than a tree can have. */
  private static int canonicalIndex(String name) {
    if (name.length() > 9 || (name.charAt(0) == '0' && name.length() > 1)) {
      return -1;
    }
    int index = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      index = index * 10 + (c - '0');
    }
    return index;
  }

  int length() {
    return names.length;
  }

  String name(int segment) {
    return names[segment];
  }

  List<String> segments() {
    return List.of(names);
  }

  /** The path from one segment on, as it was written. */
  String from(int segment) {
    return String.join(".", List.of(names).subList(segment, names.length));
  }

  /** One step down; null where there is no such member. */
  @Nullable
  JsonNode member(JsonNode node, int segment) {
    if (node instanceof ObjectNode object) {
      return object.get(names[segment]);
    } else if (node instanceof ArrayNode array && indexes[segment] >= 0) {
      return array.get(indexes[segment]);
    }
    return null;
  }

  /** All steps down from a segment; null where one is missing. */
  @Nullable
  JsonNode walk(@Nullable JsonNode start, int segment) {
    JsonNode node = start;
    for (int i = segment; i < names.length && node != null; i++) {
      node = member(node, i);
    }
    return node;
  }
}
