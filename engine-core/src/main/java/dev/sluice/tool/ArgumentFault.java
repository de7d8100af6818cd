package dev.sluice.tool;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.stream.Collectors;

/**
 * Says where arguments don't fit a type without showing them: Jackson's own messages quote values.
 */
final class ArgumentFault {
  private ArgumentFault() {}

  static String describe(IllegalArgumentException e) {
    if (e.getCause() instanceof UnrecognizedPropertyException unknown) {
      return "there is no field \"" + unknown.getPropertyName() + "\"";
    } else if (e.getCause() instanceof JsonMappingException mapping
        && !mapping.getPath().isEmpty()) {
      return "at "
          + mapping.getPath().stream()
              .map(
                  at ->
                      at.getFieldName() == null ? String.valueOf(at.getIndex()) : at.getFieldName())
              .collect(Collectors.joining("."));
    }
    return "they can't be converted";
  }
}
