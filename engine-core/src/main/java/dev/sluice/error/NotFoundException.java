package dev.sluice.error;

/**
 * There is no such workflow or execution for this caller. "Not there" and "not yours" are the same
 * answer on purpose: an id that can be guessed must not tell whether it exists.
 */
public final class NotFoundException extends EngineException {
  private static final long serialVersionUID = 1L;

  /** What was sought. */
  private final String kind;

  /** The id that was asked for. */
  private final String id;

  /**
   * Makes the exception.
   *
   * @param kind {@code workflow} or {@code execution}
   * @param id the id as it was asked for
   */
  public NotFoundException(String kind, String id) {
    super("There is no " + kind + " with this id for this caller: " + id);
    this.kind = kind;
    this.id = id;
  }

  /**
   * What was sought.
   *
   * @return {@code workflow} or {@code execution}
   */
  public String kind() {
    return kind;
  }

  /**
   * The id that was asked for.
   *
   * @return the id
   */
  public String id() {
    return id;
  }
}
