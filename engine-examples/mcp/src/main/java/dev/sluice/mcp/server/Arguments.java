package dev.sluice.mcp.server;

import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The arguments of a call of one of the fixed tools. */
final class Arguments {
  private final Map<String, Object> values;

  /** Refuses names that the tool doesn't have: a misspelled one would be ignored otherwise. */
  Arguments(CallToolRequest request, Set<String> names) throws Refused {
    values = request.arguments() == null ? Map.of() : request.arguments();
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw new Refused(
          "There is no argument \""
              + unknown.iterator().next()
              + "\"; the arguments are "
              + String.join(", ", new TreeSet<>(names))
              + ".");
    }
  }

  String text(String name) throws Refused {
    String text = optionalText(name);
    if (text == null) {
      throw new Refused("The argument \"" + name + "\" is missing; it must be a string.");
    }
    return text;
  }

  @Nullable String optionalText(String name) throws Refused {
    Object value = values.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new Refused("The argument \"" + name + "\" must be a string.");
  }

  /** An object; an absent one is empty. */
  @SuppressWarnings("unchecked") // JSON's keys are strings
  Map<String, Object> object(String name) throws Refused {
    Object value = values.get(name);
    if (value == null) {
      return Map.of();
    } else if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new Refused("The argument \"" + name + "\" must be an object.");
  }

  @Nullable Object value(String name) {
    return values.get(name);
  }

  /** The arguments are wrong. The message is a sentence. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }
}
