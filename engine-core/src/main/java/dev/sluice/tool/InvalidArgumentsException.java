package dev.sluice.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.ExactReading;

/**
 * A call's arguments don't fit the Java type that its tool wants. The message says where, and never
 * shows a value; a tool that lets it through fails its step with the code {@code
 * invalid_arguments}.
 */
public final class InvalidArgumentsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private InvalidArgumentsException(Class<?> type, IllegalArgumentException cause) {
    super(
        "The arguments don't fit " + type.getSimpleName() + ": " + ArgumentFault.describe(cause),
        cause);
  }

  /**
   * Converts arguments.
   *
   * @param arguments an object
   * @param type what they shall be
   * @param mapper converts them
   * @param <T> the type
   * @return the arguments as that type
   * @throws InvalidArgumentsException if they don't fit
   */
  public static <T> T convert(ObjectNode arguments, Class<T> type, ObjectMapper mapper) {
    if (JsonNode.class.isAssignableFrom(type) && type.isInstance(arguments)) {
      return type.cast(arguments);
    }
    try {
      return ExactReading.convert(arguments, type, mapper);
    } catch (IllegalArgumentException e) {
      throw new InvalidArgumentsException(type, e);
    }
  }
}
