package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SchemaValidator} is asked: is this schema sound, or does this value satisfy it.
 *
 * <p>Immutable as long as nobody changes the nodes, which belong to the engine and must only be
 * read.
 */
public final class SchemaRequest {
  private final JsonNode schema;
  private final String at;
  private final @Nullable JsonNode value;

  private SchemaRequest(JsonNode schema, String at, @Nullable JsonNode value) {
    this.schema = Objects.requireNonNull(schema, "schema");
    this.at = Objects.requireNonNull(at, "at");
    this.value = value;
  }

  /**
   * Asks whether a schema is sound and can be enforced.
   *
   * @param schema the whole schema document
   * @return a request without a value
   * @throws NullPointerException if the schema is null
   */
  public static SchemaRequest ofSchema(JsonNode schema) {
    return new SchemaRequest(schema, "", null);
  }

  /**
   * Asks whether a value satisfies a schema.
   *
   * @param schema the whole schema document
   * @param at RFC 6901 pointer of the part of it that the value must satisfy; empty for the whole
   * @param value the value, JSON null as a {@code NullNode}
   * @return a request with a value
   * @throws NullPointerException if an argument is null
   */
  public static SchemaRequest ofValue(JsonNode schema, String at, JsonNode value) {
    return new SchemaRequest(schema, at, Objects.requireNonNull(value, "value"));
  }

  /**
   * The whole schema document, to which its local references belong.
   *
   * @return the schema, not to be changed
   */
  public JsonNode schema() {
    return schema;
  }

  /**
   * Which part of the schema document the value must satisfy.
   *
   * @return an RFC 6901 pointer into {@link #schema()}; empty for the whole document
   */
  public String at() {
    return at;
  }

  /**
   * The value to check.
   *
   * @return the value, not to be changed, or null if only the schema is to be checked
   */
  public @Nullable JsonNode value() {
    return value;
  }
}
