package dev.sluice.mcp.internal.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of messages. The SDK's own mapper reads 1.10 as a double; this one keeps every number as
 * it was written, both ways.
 */
public final class Wire {
  /**
   * Where the key under which a tool's effect shall happen once stands in a call's {@code _meta}.
   */
  public static final String IDEMPOTENCY_KEY = "dev.sluice/idempotencyKey";

  /** Makes nodes; decimals keep their scale. */
  public static final JsonNodeFactory NODES = new JsonNodeFactory(true);

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  // The bound is that of the whole message.
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .nodeFactory(NODES)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(JSON);

  private Wire() {}

  /**
   * The mapper that the SDK gets.
   *
   * @return a shared mapper
   */
  public static McpJsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads one JSON value.
   *
   * @param text the whole document
   * @return the value, numbers exact
   * @throws IOException if it isn't JSON
   */
  public static JsonNode read(String text) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (NumberFormatException e) {
      throw new IOException("a number's exponent is out of range", e);
    }
  }

  /**
   * Compact JSON.
   *
   * @param value a node, plain data or a part of a message
   * @return one line, with an escape for each lone surrogate, so that it can be encoded
   * @throws IOException if there is no JSON for it
   */
  public static String write(Object value) throws IOException {
    return escapeLoneSurrogates(JSON.writeValueAsString(value));
  }

  /**
   * Converts between plain data, nodes and parts of messages.
   *
   * @param data any of them
   * @param type what is wanted
   * @param <T> what is wanted
   * @return the same in that form
   */
  @SuppressWarnings("unchecked") // the type reference says so
  public static <T> T convert(Object data, TypeRef<T> type) {
    return type.getType() instanceof Class<?> wanted && wanted.isInstance(data)
        ? (T) data
        : MAPPER.convertValue(data, type);
  }

  static Incoming message(byte[] line) {
    try {
      return JSON.readTree(line) instanceof ObjectNode object
          ? message(object)
          : Incoming.broken(null, "the line is no JSON object");
    } catch (JsonProcessingException e) {
      return Incoming.broken(EnvelopeId.of(line), firstLine(e.getOriginalMessage()));
    } catch (IOException | NumberFormatException | StackOverflowError e) {
      return Incoming.broken(EnvelopeId.of(line), e.getClass().getSimpleName());
    }
  }

  /**
   * The messages of an array, which one version of the protocol admits; none if it isn't an array
   * of objects: a line of a log may begin with a bracket too.
   */
  static List<Incoming> batch(byte[] line) {
    List<Incoming> messages = new ArrayList<>();
    try {
      for (JsonNode element : JSON.readTree(line)) {
        if (!(element instanceof ObjectNode object)) {
          return List.of();
        }
        messages.add(message(object));
      }
    } catch (IOException | NumberFormatException | StackOverflowError e) {
      return List.of();
    }
    return messages;
  }

  private static Incoming message(ObjectNode object) {
    Object id = id(object.get("id"));
    JsonNode method = object.get("method");
    JsonNode params = object.get("params");
    if (method != null && method.isTextual()) {
      return Incoming.of(
          id == null
              ? new McpSchema.JSONRPCNotification(method.textValue(), params)
              : new McpSchema.JSONRPCRequest(method.textValue(), id, params));
    }
    JsonNode error = object.get("error");
    if (id != null && error != null && error.isObject()) {
      return Incoming.of(McpSchema.JSONRPCResponse.error(id, error(error)));
    } else if (id != null && object.has("result")) {
      return Incoming.of(McpSchema.JSONRPCResponse.result(id, object.get("result")));
    }
    return Incoming.broken(id, "the object is neither a request nor a response");
  }

  private static McpSchema.JSONRPCResponse.JSONRPCError error(JsonNode error) {
    return new McpSchema.JSONRPCResponse.JSONRPCError(
        error.path("code").asInt(), error.path("message").asText());
  }

  static @Nullable Object id(@Nullable JsonNode id) {
    if (id != null && id.isTextual()) {
      return id.textValue();
    }
    return id != null && id.isNumber() ? id.numberValue() : null;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("it isn't JSON");
  }

  /** In JSON text a surrogate can only be part of a string, where an escape means the same. */
  private static String escapeLoneSurrogates(String json) {
    if (StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
      return json;
    }
    StringBuilder out = new StringBuilder(json.length() + 16);
    json.codePoints()
        .forEach(
            c -> {
              if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.append(String.format("\\u%04X", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
