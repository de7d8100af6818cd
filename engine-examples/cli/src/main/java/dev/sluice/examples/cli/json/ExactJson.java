package dev.sluice.examples.cli.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * Reads and writes JSON without changing a number: 1.10 stays 1.10, 1e400 stays exact. Duplicate
 * keys and trailing text are refused.
 */
public final class ExactJson {
  /** Makes nodes; decimals keep their scale. */
  public static final JsonNodeFactory NODES = new JsonNodeFactory(true);

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .nodeFactory(NODES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ExactJson() {}

  /**
   * Reads one value.
   *
   * @param text the whole document
   * @return the value
   * @throws NotJsonException if the text isn't JSON
   */
  public static JsonNode read(String text) throws NotJsonException {
    try {
      JsonNode value = MAPPER.readTree(text);
      if (value.isMissingNode()) {
        throw new NotJsonException("there is nothing; a JSON value is expected");
      }
      return value;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw new NotJsonException(firstLine(e.getOriginalMessage()) + place);
    } catch (NumberFormatException e) {
      throw new NotJsonException("a number's exponent is out of range");
    }
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("it isn't JSON");
    return line.replaceAll("\\s*\\(start marker at .*", "");
  }

  /**
   * Compact JSON.
   *
   * @param value any value
   * @return one line
   */
  public static String compact(JsonNode value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON value can always be written", e);
    }
  }

  /**
   * JSON indented by 2.
   *
   * @param value any value
   * @return lines ended by LF, none at the end
   */
  public static String pretty(JsonNode value) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON value can always be written", e);
    }
  }

  /**
   * What a value is, for messages.
   *
   * @param value any value
   * @return such as {@code an object}
   */
  public static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      default -> "null";
    };
  }
}
