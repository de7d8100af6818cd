package dev.sluice.mcp.internal.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id of a message that is too long or too broken to be read as a whole, so that whoever
 * waits for it needn't wait. Its memory is bounded, however long the message is: values are skipped
 * and never built.
 */
final class EnvelopeId {
  private static final JsonFactory FACTORY = new JsonFactory();

  private EnvelopeId() {}

  static @Nullable Object of(byte[] line) {
    return of(new ByteArrayInputStream(line));
  }

  static @Nullable Object of(InputStream line) {
    Object id = null;
    try (JsonParser parser = FACTORY.createParser(line)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = "id".equals(parser.currentName());
        JsonToken value = parser.nextToken();
        if (wanted && value == JsonToken.VALUE_STRING) {
          id = parser.getText();
        } else if (wanted && value == JsonToken.VALUE_NUMBER_INT) {
          id = parser.getNumberValue();
        } else {
          parser.skipChildren();
        }
      }
      return id;
    } catch (IOException e) {
      return id;
    }
  }
}
