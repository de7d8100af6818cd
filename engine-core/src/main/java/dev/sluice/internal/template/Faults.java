package dev.sluice.internal.template;

import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.text.Texts;
import java.util.List;

/** Collects what is wrong with one template. */
final class Faults {
  private static final int SHOWN = 100;

  private final String pointer;
  private final List<Problem> sink;
  private boolean failed;

  Faults(String pointer, List<Problem> sink) {
    this.pointer = pointer;
    this.sink = sink;
  }

  /** A name in a message: quoted, cut, and fit to be printed. */
  static String shown(String name) {
    return '"'
        + Texts.storable(Texts.loggable(name), SHOWN)
        + (name.length() > SHOWN ? "…\"" : "\"");
  }

  boolean failed() {
    return failed;
  }

  String pointer() {
    return pointer;
  }

  void syntax(int line, int column, @Nullable String reference, String message) {
    add(ProblemCode.SYNTAX, line, column, reference, null, message);
  }

  void unsupported(int line, int column, String reference, String message) {
    add(ProblemCode.UNSUPPORTED, line, column, reference, null, message);
  }

  void unknown(Tag tag, @Nullable String suggestion, String message) {
    add(
        ProblemCode.UNKNOWN_REFERENCE,
        tag.line(),
        tag.column(),
        tag.content(),
        suggestion,
        message);
  }

  void limit(int line, int column, String message) {
    add(ProblemCode.LIMIT_EXCEEDED, line, column, null, null, message);
  }

  void becomesText(Tag tag) {
    sink.add(
        Problem.warning(
                ProblemCode.BECOMES_TEXT,
                pointer,
                "The blanks around the tag make the result a text; without them it would be the"
                    + " value itself.")
            .at(tag.line(), tag.column())
            .reference(tag.content())
            .build());
  }

  private void add(
      String code,
      int line,
      int column,
      @Nullable String reference,
      @Nullable String suggestion,
      String message) {
    failed = true;
    sink.add(
        Problem.error(code, pointer, message)
            .at(line, column)
            .reference(reference)
            .suggestion(suggestion)
            .build());
  }
}
