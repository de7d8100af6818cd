package dev.sluice.template;

import dev.sluice.internal.template.TemplateReference;

/**
 * One reference of a compiled template: which path, by which kind of tag, and where it stands.
 *
 * <p>Immutable and thread-safe.
 */
public final class Reference {
  /** What a tag does with the value. */
  public enum Kind {
    /** Shows the value; a missing one is an error. */
    VARIABLE,
    /** Shows its body for a truthy value, once for each item of an array. */
    SECTION,
    /** Shows its body for a falsy or missing value. */
    INVERTED
  }

  private final TemplateReference reference;

  Reference(TemplateReference reference) {
    this.reference = reference;
  }

  /**
   * The path as it was written, without blanks around it.
   *
   * @return a path such as {@code inputs.city}, a relative name, or {@code .}
   */
  public String path() {
    return reference.path();
  }

  /**
   * What the tag does with the value.
   *
   * @return the kind
   */
  public Kind kind() {
    return Kind.valueOf(reference.kind().name());
  }

  /**
   * Which string of the mapping it is in.
   *
   * @return an RFC 6901 JSON pointer, relative to the mapping's root
   */
  public String pointer() {
    return reference.pointer();
  }

  /**
   * The line of the tag's opening delimiter within the string.
   *
   * @return the 1-based line
   */
  public int line() {
    return reference.line();
  }

  /**
   * The column of the tag's opening delimiter, in code points.
   *
   * @return the 1-based column
   */
  public int column() {
    return reference.column();
  }

  /**
   * Whether the path is sought in the values of the open sections and not from a root.
   *
   * @return true for a relative name and for {@code .}
   */
  public boolean isRelative() {
    return reference.relative();
  }

  /**
   * Whether the tag stands in a section, so that it may be looked up never, or many times.
   *
   * @return true in a section of either kind
   */
  public boolean isConditional() {
    return reference.conditional();
  }

  /**
   * Whether the string is exactly this tag, so that it resolves to the value itself.
   *
   * @return false where it becomes part of a text
   */
  public boolean isWholeValue() {
    return reference.wholeValue();
  }

  /** For logs: the path and its place. */
  @Override
  public String toString() {
    return path() + " at " + pointer() + ", line " + line() + ", column " + column();
  }
}
