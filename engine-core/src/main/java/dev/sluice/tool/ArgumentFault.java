package dev.sluice.tool;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
              .collect(Collectors.joining("."))
          + wanted(mapping);
    }
    return "they can't be converted";
  }

  private static String wanted(JsonMappingException e) {
    Class<?> type = wantedType(e);
    String name =
        type == null
            ? null
            : Collection.class.isAssignableFrom(type) ? "a list" : type.getSimpleName();
    return name == null ? "" : ", where " + name + " is wanted";
  }

  /** Numbers out of a type's range are another exception, which knows the type by itself. */
  private static @Nullable Class<?> wantedType(JsonMappingException e) {
    return e instanceof MismatchedInputException mismatch
        ? mismatch.getTargetType()
        : e.getCause() instanceof InputCoercionException coercion ? coercion.getTargetType() : null;
  }
}
