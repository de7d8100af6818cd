package dev.sluice.error;

/**
 * The codes that a {@link Problem} carries. They are stable: a program may branch on them, while
 * messages may be reworded.
 *
 * <p>Codes are strings and not an enum, so that a schema validator that a host plugs in can report
 * its own.
 */
public final class ProblemCode {
  /** The text isn't JSON, or a template isn't well-formed. */
  public static final String SYNTAX = "SYNTAX";

  /**
   * Well-formed, but a construct that the engine refuses on purpose, such as a Mustache partial.
   */
  public static final String UNSUPPORTED = "UNSUPPORTED";

  /** A template names a root, step, member or input that can't exist. */
  public static final String UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE";

  /** A template's path has no value in the data of this run. */
  public static final String MISSING_VALUE = "MISSING_VALUE";

  /** A document, template, argument or result is larger or deeper than the limits allow. */
  public static final String LIMIT_EXCEEDED = "LIMIT_EXCEEDED";

  /** An object has the same key twice. */
  public static final String DUPLICATE_KEY = "DUPLICATE_KEY";

  /** A field that the format doesn't have. */
  public static final String UNKNOWN_FIELD = "UNKNOWN_FIELD";

  /** A field that the format demands is absent. */
  public static final String REQUIRED = "REQUIRED";

  /** A value is of another JSON type than the format or schema demands. */
  public static final String WRONG_TYPE = "WRONG_TYPE";

  /**
   * A value is of the right type but not admitted: out of range, not in an enumeration, of the
   * wrong form.
   */
  public static final String INVALID_VALUE = "INVALID_VALUE";

  /** Two steps share a number or a name. */
  public static final String DUPLICATE_STEP = "DUPLICATE_STEP";

  /** Steps wait for each other in a circle. */
  public static final String CYCLE = "CYCLE";

  /** No tool invoker has the tool that a step names. */
  public static final String UNKNOWN_TOOL = "UNKNOWN_TOOL";

  /** A tool's required argument isn't mapped. */
  public static final String MISSING_ARGUMENT = "MISSING_ARGUMENT";

  /** A mapped argument that the tool doesn't declare. */
  public static final String UNKNOWN_ARGUMENT = "UNKNOWN_ARGUMENT";

  /** What a template yields can't be what the argument wants. */
  public static final String TYPE_MISMATCH = "TYPE_MISMATCH";

  /** The schema uses a keyword that nothing here enforces. */
  public static final String UNSUPPORTED_KEYWORD = "UNSUPPORTED_KEYWORD";

  /** A tag with blanks around it yields text, not the value itself. */
  public static final String BECOMES_TEXT = "BECOMES_TEXT";

  /** Object keys are never templates, but this one looks like one. */
  public static final String TAG_IN_KEY = "TAG_IN_KEY";

  /** A declared input that nothing uses. */
  public static final String UNUSED_INPUT = "UNUSED_INPUT";

  /** A reference whose value may be absent or null in some runs. */
  public static final String MAY_BE_MISSING = "MAY_BE_MISSING";

  private ProblemCode() {}
}
