package dev.sluice.internal.template;

import dev.sluice.internal.Nullable;

/**
 * Finds the tags of a template, one after the other, with their exact places. A malformed tag is
 * reported and passed over, so that the ones behind it are checked too.
 *
 * <p>It sees the tags that mustache.java's own parser would see, in every template that is accepted
 * here.
 */
final class TagScanner {
  private final String text;
  private final int mostTags;
  private final Faults faults;
  private final Cursor cursor;
  private String open = "{{";
  private String close = "}}";
  private int position;
  private int tags;
  private boolean stopped;

  TagScanner(String text, int mostTags, Faults faults) {
    this.text = text;
    this.mostTags = mostTags;
    this.faults = faults;
    this.cursor = new Cursor(text);
  }

  /** The next well-formed tag, or null at the end (or where scanning can't go on). */
  @Nullable
  Tag next() {
    Tag tag = null;
    while (tag == null) {
      int start = text.indexOf(open, position);
      if (start < 0) {
        return null;
      }
      cursor.moveTo(start);
      if (++tags > mostTags) {
        faults.limit(
            cursor.line(), cursor.column(), "The template has more than " + mostTags + " tags.");
        stop();
        return null;
      }
      tag = tagAt(start, start + open.length());
    }
    return tag;
  }

  /** Whether every tag was seen. */
  boolean reachedEnd() {
    return !stopped;
  }

  private void stop() {
    position = text.length();
    stopped = true;
  }

  private @Nullable Tag tagAt(int start, int inside) {
    int end = text.indexOf(close, inside);
    if (end < 0) {
      syntax(null, "The tag isn't closed; " + Faults.shown(close) + " is missing.");
      stop();
      return null;
    }
    position = end + close.length();
    char sigil = end == inside ? 0 : text.charAt(inside);
    return switch (sigil) {
      case '!' -> tag(TagKind.COMMENT, start, "");
      case '=' -> delimiters(start, inside + 1);
      case '{' -> unescaped(start, inside + 1, end);
      case '&' -> tag(TagKind.VARIABLE, start, inside + 1, end);
      case '#' -> tag(TagKind.SECTION, start, inside + 1, end);
      case '^' -> tag(TagKind.INVERTED, start, inside + 1, end);
      case '/' -> tag(TagKind.CLOSE, start, inside + 1, end);
      case '>', '<', '$', '?', '%', '*' -> unsupported(sigil, inside, end);
      default -> tag(TagKind.VARIABLE, start, inside, end);
    };
  }

  /** Between three braces; with other delimiters the inner braces stay as they are. */
  private @Nullable Tag unescaped(int start, int from, int end) {
    if (text.charAt(end) == '}' && text.startsWith(close, end + 1)) {
      position = end + 1 + close.length();
      return tag(TagKind.VARIABLE, start, from, end);
    } else if (text.charAt(end - 1) == '}') {
      return tag(TagKind.VARIABLE, start, from, end - 1);
    }
    syntax(
        null,
        "A tag that opens with "
            + Faults.shown(open + "{")
            + " closes with "
            + Faults.shown("}" + close)
            + '.');
    return null;
  }

  private @Nullable Tag tag(TagKind kind, int start, int from, int to) {
    int nested = text.indexOf(open, from);
    if (nested >= 0 && nested < to && !open.equals(close)) {
      syntax(null, "The tag isn't closed before the next one opens.");
      position = nested;
      return null;
    }
    String content = stripped(from, to);
    String fault = Path.fault(content);
    if (fault != null) {
      syntax(content, "The tag " + Faults.shown(content) + " isn't a path: " + fault + '.');
      return null;
    }
    return tag(kind, start, content);
  }

  private Tag tag(TagKind kind, int start, String content) {
    return new Tag(kind, start, position, content, cursor.line(), cursor.column());
  }

  private @Nullable Tag unsupported(char sigil, int from, int to) {
    String content = stripped(from, to);
    String construct =
        switch (sigil) {
          case '>' -> text.startsWith("*", from + 1) ? "Dynamic names" : "Partials";
          case '<', '$' -> "Inheritance tags";
          case '%' -> "Pragmas";
          case '*' -> "Dynamic names";
          default -> "Conditional name tags";
        };
    faults.unsupported(
        cursor.line(),
        cursor.column(),
        content,
        construct
            + " like "
            + Faults.shown(content)
            + " aren't part of the template language; write out what they would insert.");
    return null;
  }

  private @Nullable Tag delimiters(int start, int from) {
    int equals = text.indexOf('=', from);
    if (equals < 0 || !text.startsWith(close, equals + 1)) {
      syntax(
          null, "A tag that changes the delimiters closes with " + Faults.shown("=" + close) + '.');
      return null;
    }
    position = equals + 1 + close.length();
    String[] pair = stripped(from, equals).split("[ \t\r\n]+", -1);
    if (pair.length != 2 || !isDelimiter(pair[0]) || !isDelimiter(pair[1])) {
      syntax(
          null,
          "New delimiters are two groups of visible characters with a blank between them, as in"
              + " {{=<% %>=}}.");
      return null;
    }
    Tag tag = tag(TagKind.DELIMITERS, start, "");
    open = pair[0];
    close = pair[1];
    return tag;
  }

  private static boolean isDelimiter(String text) {
    return !text.isEmpty()
        && text.codePoints()
            .allMatch(
                c ->
                    !Character.isWhitespace(c)
                        && !Character.isSpaceChar(c)
                        && !Character.isISOControl(c)
                        && Character.getType(c) != Character.FORMAT
                        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  private void syntax(@Nullable String reference, String message) {
    faults.syntax(cursor.line(), cursor.column(), reference, message);
  }

  private String stripped(int from, int to) {
    int first = from;
    int last = to;
    while (first < last && isBlank(text.charAt(first))) {
      first++;
    }
    while (last > first && isBlank(text.charAt(last - 1))) {
      last--;
    }
    return text.substring(first, last);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
