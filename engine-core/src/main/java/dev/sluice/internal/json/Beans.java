package dev.sluice.internal.json;

import static com.fasterxml.jackson.core.JsonTokenId.ID_EMBEDDED_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;
import static dev.sluice.internal.json.NotNormalException.Reason.NOT_JSON;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.sluice.error.Problem;
import dev.sluice.internal.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Java objects as their mapper writes them. Read from its tokens and not from a tree, since a tree
 * of the host's own mapper would lose a decimal's scale, and any tree a float's digits.
 */
final class Beans {
  /** Here and not in {@link Json}, since most programs need none, and it takes long to make. */
  static final ObjectMapper MAPPER =
      JsonMapper.builder(Json.FACTORY)
          .nodeFactory(Json.NODES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT) // 1.5 would become 1, silently
          .addModule(WholeNumbers.module())
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final JsonParser parser;
  private final Conversion conversion;

  private Beans(JsonParser parser, Conversion conversion) {
    this.parser = parser;
    this.conversion = conversion;
  }

  static JsonNode read(Object bean, @Nullable ObjectMapper own, Conversion conversion, int level)
      throws NotNormalException {
    ObjectMapper mapper = own == null ? MAPPER : own;
    TokenBuffer buffer = new TokenBuffer(mapper, false);
    BoundedTokens bounded = new BoundedTokens(buffer, conversion.left());
    try (buffer) {
      mapper.writer().without(SerializationFeature.WRAP_ROOT_VALUE).writeValue(bounded, bean);
      try (JsonParser parser = buffer.asParser()) {
        parser.nextToken();
        return new Beans(parser, conversion).value(level);
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (bounded.exceeded()) {
        conversion.count(Integer.MAX_VALUE);
      }
      throw new NotNormalException(
          NOT_JSON, "can't be written as JSON (" + bean.getClass().getName() + where(e));
    }
  }

  /** The place in the object, but never a value; and what helps where Jackson lacks a module. */
  private static String where(Throwable e) {
    if (!(e instanceof JsonMappingException mapping)) {
      return ")";
    }
    String path =
        mapping.getPath().stream()
            .limit(20)
            .map(at -> at.getFieldName() == null ? "" + at.getIndex() : at.getFieldName())
            .collect(Collectors.joining("."));
    return (path.isEmpty() ? "" : ", at " + path)
        + (e instanceof InvalidDefinitionException
                && !mapping.getOriginalMessage().startsWith("Direct self-reference")
            ? "); give the engine an objectMapper that can, such as one with a Jackson module"
            : ")");
  }

  private JsonNode value(int level) throws IOException, NotNormalException {
    conversion.count(1);
    JsonToken token = parser.currentToken();
    if (token == null) {
      return Json.NODES.nullNode(); // the serializer wrote nothing
    }
    switch (token.id()) {
      case ID_START_OBJECT:
        return object(level);
      case ID_START_ARRAY:
        return array(level);
      case ID_STRING:
        conversion.count(parser.getText().length());
        return Json.NODES.textNode(parser.getText());
      case ID_NUMBER_INT, ID_NUMBER_FLOAT:
        return Numbers.of(parser.getNumberValue());
      case ID_TRUE, ID_FALSE:
        return Json.NODES.booleanNode(token == JsonToken.VALUE_TRUE);
      case ID_EMBEDDED_OBJECT:
        return embedded(parser.getEmbeddedObject(), level);
      default:
        return Json.NODES.nullNode();
    }
  }

  private JsonNode object(int level) throws IOException, NotNormalException {
    conversion.deeper(level);
    ObjectNode object = Json.NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      JsonNode member;
      try {
        member = value(level + 1);
      } catch (NotNormalException e) {
        throw e.within(key);
      }
      conversion.add(object, key, member);
    }
    return object;
  }

  private JsonNode array(int level) throws IOException, NotNormalException {
    conversion.deeper(level);
    ArrayNode array = Json.NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      try {
        array.add(value(level + 1));
      } catch (NotNormalException e) {
        throw e.within(array.size());
      }
    }
    return array;
  }

  private JsonNode embedded(Object object, int level) throws NotNormalException {
    if (object instanceof byte[] bytes) {
      return Json.NODES.textNode(Json.NODES.binaryNode(bytes).asText());
    } else if (object instanceof RawValue raw) {
      List<Problem> problems = new ArrayList<>();
      JsonNode node =
          StrictReader.read(
              String.valueOf(raw.rawValue()),
              Integer.MAX_VALUE,
              Integer.MAX_VALUE,
              Integer.MAX_VALUE,
              problems);
      if (node == null || !problems.isEmpty()) {
        throw new NotNormalException(NOT_JSON, "has raw text that isn't JSON");
      }
      return conversion.ofNode(node, level);
    } else if (object instanceof JsonNode node) {
      return conversion.ofNode(node, level);
    }
    throw new NotNormalException(
        NOT_JSON, "can't be written as JSON (" + object.getClass().getName() + ")");
  }
}
