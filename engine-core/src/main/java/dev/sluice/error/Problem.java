package dev.sluice.error;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a definition, an input or a template: where it is, what it is, and
 * what would be right.
 *
 * <p>Immutable and thread-safe. What doesn't apply is null, or 0 for {@link #line()} and {@link
 * #column()}. No part of a problem ever holds a value from a run's inputs or results.
 */
public final class Problem {
  /** How bad it is. */
  public enum Severity {
    /** The document is refused. */
    ERROR,
    /** The document is accepted, but probably doesn't do what its author meant. */
    WARNING
  }

  /** Of names from outside, in text for people and logs. */
  private static final int MOST_SHOWN = 500;

  private final String code;
  private final Severity severity;
  private final String pointer;
  private final @Nullable Integer stepNumber;
  private final int line;
  private final int column;
  private final @Nullable String reference;
  private final @Nullable String suggestion;
  private final String message;

  private Problem(Builder builder) {
    this.code = builder.code;
    this.severity = builder.severity;
    this.pointer = builder.pointer;
    this.stepNumber = builder.stepNumber;
    this.line = builder.line;
    this.column = builder.column;
    this.reference = builder.reference;
    this.suggestion = builder.suggestion;
    this.message = builder.message;
  }

  /**
   * Starts an error.
   *
   * @param code one of {@link ProblemCode}, or a code of a plugged-in validator
   * @param pointer RFC 6901 JSON pointer into the document; empty for the whole document
   * @param message a sentence that says what was found and what would be right
   * @return a builder
   * @throws NullPointerException if an argument is null
   */
  public static Builder error(String code, String pointer, String message) {
    return new Builder(code, Severity.ERROR, pointer, message);
  }

  /**
   * Starts a warning.
   *
   * @param code one of {@link ProblemCode}
   * @param pointer RFC 6901 JSON pointer into the document; empty for the whole document
   * @param message a sentence that says what was found and what would be right
   * @return a builder
   * @throws NullPointerException if an argument is null
   */
  public static Builder warning(String code, String pointer, String message) {
    return new Builder(code, Severity.WARNING, pointer, message);
  }

  /**
   * The stable code.
   *
   * @return one of {@link ProblemCode}, or a code of a plugged-in validator
   */
  public String code() {
    return code;
  }

  /**
   * How bad it is.
   *
   * @return the severity
   */
  public Severity severity() {
    return severity;
  }

  /**
   * Whether the document is refused because of it.
   *
   * @return true for an error
   */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /**
   * Where in the document.
   *
   * @return an RFC 6901 JSON pointer; empty for the whole document
   */
  public String pointer() {
    return pointer;
  }

  /**
   * The step it belongs to.
   *
   * @return the step number, or null outside of steps
   */
  public @Nullable Integer stepNumber() {
    return stepNumber;
  }

  /**
   * The line within the template (or within the document, where it isn't JSON).
   *
   * @return the 1-based line, or 0
   */
  public int line() {
    return line;
  }

  /**
   * The column within the line, in code points.
   *
   * @return the 1-based column, or 0
   */
  public int column() {
    return column;
  }

  /**
   * The reference or name as it was written.
   *
   * @return the reference, or null
   */
  public @Nullable String reference() {
    return reference;
  }

  /**
   * What was probably meant.
   *
   * @return a replacement for {@link #reference()}, or null where nothing is near
   */
  public @Nullable String suggestion() {
    return suggestion;
  }

  /**
   * What was found and what would be right, without the place.
   *
   * @return a sentence
   */
  public String message() {
    return message;
  }

  /**
   * The same problem at a place further out.
   *
   * @param prefix the JSON pointer of the document that this problem's document is part of
   * @param step the step number, or null
   * @return a copy with the longer pointer
   */
  public Problem within(String prefix, @Nullable Integer step) {
    Builder copy = new Builder(code, severity, prefix + pointer, message);
    copy.stepNumber = step != null ? step : stepNumber;
    copy.line = line;
    copy.column = column;
    copy.reference = reference;
    copy.suggestion = suggestion;
    return copy.build();
  }

  /**
   * All problems as text, numbered from 1, one a line: what a person or a log should see.
   *
   * @param problems the problems
   * @return lines separated by LF, without one at the end
   */
  public static String format(List<Problem> problems) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < problems.size(); i++) {
      if (i > 0) {
        out.append('\n');
      }
      out.append(i + 1).append(") ").append(problems.get(i));
    }
    return out.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Problem that
        && code.equals(that.code)
        && severity == that.severity
        && pointer.equals(that.pointer)
        && Objects.equals(stepNumber, that.stepNumber)
        && line == that.line
        && column == that.column
        && Objects.equals(reference, that.reference)
        && Objects.equals(suggestion, that.suggestion)
        && message.equals(that.message);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        code, severity, pointer, stepNumber, line, column, reference, suggestion, message);
  }

  /**
   * One line for people and logs, in which a long name is cut and its controls are replaced: {@code
   * error CODE at /pointer, line 1, column 2 (step 3): message Did you mean "x"?}.
   */
  @Override
  public String toString() {
    StringBuilder out =
        new StringBuilder(severity == Severity.ERROR ? "error " : "warning ").append(code);
    out.append(" at ")
        .append(pointer.isEmpty() ? "the document" : ProblemText.oneLine(pointer, MOST_SHOWN));
    if (line > 0) {
      out.append(", line ").append(line).append(", column ").append(column);
    }
    if (stepNumber != null) {
      out.append(" (step ").append(stepNumber).append(')');
    }
    out.append(": ").append(message);
    if (suggestion != null) {
      out.append(" Did you mean \"")
          .append(ProblemText.oneLine(suggestion, MOST_SHOWN))
          .append("\"?");
    }
    return out.toString();
  }

  /** Collects the optional parts. Not thread-safe. */
  public static final class Builder {
    private final String code;
    private final Severity severity;
    private final String pointer;
    private final String message;
    private @Nullable Integer stepNumber;
    private int line;
    private int column;
    private @Nullable String reference;
    private @Nullable String suggestion;

    private Builder(String code, Severity severity, String pointer, String message) {
      this.code = Objects.requireNonNull(code, "code");
      this.severity = severity;
      this.pointer = Objects.requireNonNull(pointer, "pointer");
      this.message = Objects.requireNonNull(message, "message");
    }

    /**
     * Sets the step.
     *
     * @param number the step number, or null outside of steps
     * @return this
     */
    public Builder step(@Nullable Integer number) {
      this.stepNumber = number;
      return this;
    }

    /**
     * Sets the place within the template.
     *
     * @param atLine 1-based line
     * @param atColumn 1-based column in code points
     * @return this
     */
    public Builder at(int atLine, int atColumn) {
      this.line = atLine;
      this.column = atColumn;
      return this;
    }

    /**
     * Sets the reference as it was written.
     *
     * @param text the reference, or null
     * @return this
     */
    public Builder reference(@Nullable String text) {
      this.reference = text;
      return this;
    }

    /**
     * Sets what was probably meant.
     *
     * @param text the suggestion, or null
     * @return this
     */
    public Builder suggestion(@Nullable String text) {
      this.suggestion = text;
      return this;
    }

    /**
     * Makes the problem.
     *
     * @return an immutable problem
     */
    public Problem build() {
      return new Problem(this);
    }
  }
}
