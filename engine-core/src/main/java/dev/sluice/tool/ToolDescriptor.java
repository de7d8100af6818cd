package dev.sluice.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a tool. Everything but the id is optional; the more there is, the more a check
 * finds before anything runs. The hints mean what the Model Context Protocol's tool annotations of
 * the same names mean.
 *
 * <p>Immutable; setters return changed copies, schemas are copied on the way in and out.
 */
public final class ToolDescriptor {
  private final String id;
  private final String name;
  private final @Nullable String description;
  private final @Nullable JsonNode inputSchema;
  private final @Nullable JsonNode outputSchema;
  private final @Nullable Boolean readOnly;
  private final @Nullable Boolean idempotent;
  private final @Nullable Boolean destructive;

  private ToolDescriptor(
      String id,
      String name,
      @Nullable String description,
      @Nullable JsonNode inputSchema,
      @Nullable JsonNode outputSchema,
      @Nullable Boolean readOnly,
      @Nullable Boolean idempotent,
      @Nullable Boolean destructive) {
    this.id = Objects.requireNonNull(id, "id");
    this.name = Objects.requireNonNull(name, "name");
    this.description = description;
    this.inputSchema = inputSchema;
    this.outputSchema = outputSchema;
    this.readOnly = readOnly;
    this.idempotent = idempotent;
    this.destructive = destructive;
  }

  /**
   * A tool of which only the id is known.
   *
   * @param id the tool id that steps name
   * @return a descriptor whose name is the id
   */
  public static ToolDescriptor of(String id) {
    return new ToolDescriptor(id, id, null, null, null, null, null, null);
  }

  /**
   * Sets the name.
   *
   * @param text for people
   * @return a copy
   */
  public ToolDescriptor withName(String text) {
    return new ToolDescriptor(
        id, text, description, inputSchema, outputSchema, readOnly, idempotent, destructive);
  }

  /**
   * Sets the description.
   *
   * @param text for people
   * @return a copy
   */
  public ToolDescriptor withDescription(String text) {
    return new ToolDescriptor(
        id, name, text, inputSchema, outputSchema, readOnly, idempotent, destructive);
  }

  /**
   * Sets what the arguments must look like.
   *
   * @param schema a JSON Schema (2020-12) of an object
   * @return a copy
   */
  public ToolDescriptor withInputSchema(JsonNode schema) {
    return new ToolDescriptor(
        id, name, description, schema.deepCopy(), outputSchema, readOnly, idempotent, destructive);
  }

  /**
   * Sets what the result looks like.
   *
   * @param schema a JSON Schema (2020-12)
   * @return a copy
   */
  public ToolDescriptor withOutputSchema(JsonNode schema) {
    return new ToolDescriptor(
        id, name, description, inputSchema, schema.deepCopy(), readOnly, idempotent, destructive);
  }

  /**
   * Sets the hints.
   *
   * @param isReadOnly it changes nothing
   * @param isIdempotent calling it again with the same arguments changes nothing more
   * @param isDestructive it may delete or overwrite
   * @return a copy; a null hint is unknown
   */
  public ToolDescriptor withHints(
      @Nullable Boolean isReadOnly,
      @Nullable Boolean isIdempotent,
      @Nullable Boolean isDestructive) {
    return new ToolDescriptor(
        id, name, description, inputSchema, outputSchema, isReadOnly, isIdempotent, isDestructive);
  }

  /**
   * The tool id that steps name.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * The name.
   *
   * @return text for people; the id where none was given
   */
  public String name() {
    return name;
  }

  /**
   * The description.
   *
   * @return text for people, or null
   */
  public @Nullable String description() {
    return description;
  }

  /**
   * What the arguments must look like.
   *
   * @return a copy of the schema, or null if unknown
   */
  public @Nullable JsonNode inputSchema() {
    return inputSchema == null ? null : inputSchema.deepCopy();
  }

  /**
   * What the result looks like.
   *
   * @return a copy of the schema, or null if unknown
   */
  public @Nullable JsonNode outputSchema() {
    return outputSchema == null ? null : outputSchema.deepCopy();
  }

  /**
   * Whether it changes nothing.
   *
   * @return the hint, or null if unknown
   */
  public @Nullable Boolean readOnly() {
    return readOnly;
  }

  /**
   * Whether calling it again with the same arguments changes nothing more.
   *
   * @return the hint, or null if unknown
   */
  public @Nullable Boolean idempotent() {
    return idempotent;
  }

  /**
   * Whether it may delete or overwrite.
   *
   * @return the hint, or null if unknown
   */
  public @Nullable Boolean destructive() {
    return destructive;
  }

  @Override
  public String toString() {
    return "ToolDescriptor[" + id + "]";
  }
}
