package dev.sluice.jdbc;

import dev.sluice.error.EngineException;
import java.util.List;

/** The tables in the database aren't what this version of the store needs. */
public final class SchemaException extends EngineException {
  private static final long serialVersionUID = 1L;

  /** What differs. */
  private final List<String> differences;

  /**
   * Makes the exception.
   *
   * @param differences what was found and what was expected, a sentence each; at least one
   */
  SchemaException(List<String> differences) {
    super(
        "The database's tables don't fit this version of Sluice. " + String.join(" ", differences));
    this.differences = List.copyOf(differences);
  }

  /**
   * What differs.
   *
   * @return an immutable list of sentences
   */
  public List<String> differences() {
    return differences;
  }
}
