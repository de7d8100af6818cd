package dev.sluice.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.io.IOException;

/** Makes Java objects of JSON by any mapper, without the losses of one that nobody configured. */
public final class ExactReading {
  private ExactReading() {}

  /**
   * Converts a value. Numbers that end up as JSON, or where no type is named, stay exact.
   *
   * @param value a value in normal form
   * @param type what it shall be
   * @param mapper says all else
   * @param <T> the type
   * @return the object; null is what Jackson makes of JSON null
   * @throws IllegalArgumentException if the value doesn't fit, with Jackson's exception as cause
   */
  public static <T> T convert(JsonNode value, Class<T> type, ObjectMapper mapper) {
    ObjectReader reader =
        mapper
            .readerFor(type)
            .with(Json.NODES)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(DeserializationFeature.UNWRAP_ROOT_VALUE)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    try (JsonParser tokens = reader.treeAsTokens(value)) {
      return reader.readValue(tokens);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
