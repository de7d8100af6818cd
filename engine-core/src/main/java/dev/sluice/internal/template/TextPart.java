package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.internal.Nullable;
import java.util.List;

/** Text with variables and without sections. There is one literal more than there are paths. */
final class TextPart implements Part {
  private static final String NO_TEXT = "";
  private static final TextNode NOTHING = TextNode.valueOf(NO_TEXT);

  private final String[] literals;
  private final BoundPath[] paths;
  private final String pointer;
  private final long literalLength;

  /** Two values with a text between them, and nothing around. */
  private final boolean isBare;

  TextPart(List<String> literals, List<BoundPath> paths, String pointer) {
    this.literals = literals.toArray(new String[0]);
    this.paths = paths.toArray(new BoundPath[0]);
    this.pointer = pointer;
    this.literalLength = literals.stream().mapToLong(String::length).sum();
    this.isBare = paths.size() == 2 && literals.get(0).isEmpty() && literals.get(2).isEmpty();
  }

  @Override
  public @Nullable JsonNode resolve(Resolution resolution) {
    JsonNode first = paths[0].find(resolution.scope, List.of());
    if (paths.length > 2) {
      return resolve(resolution, first, null);
    }
    JsonNode second = paths.length == 1 ? NOTHING : paths[1].find(resolution.scope, List.of());
    String start = simple(first);
    String end = simple(second);
    if (start == null
        || end == null
        || literalLength + start.length() + end.length()
            > resolution.limits.templateOutputCharacters()) {
      return resolve(resolution, first, second);
    }
    return resolution.textValue(joined(start, end), pointer);
  }

  /** In these forms, all at once, the compiler makes the text without a builder. */
  private String joined(String start, String end) {
    if (paths.length == 1) {
      return literals[0] + start + literals[1];
    }
    return isBare
        ? start + literals[1] + end
        : literals[0] + start + literals[1] + end + literals[2];
  }

  /** The text of the most frequent values: texts and small numbers. */
  private static @Nullable String simple(@Nullable JsonNode value) {
    return value instanceof TextNode
        ? value.textValue()
        : value instanceof IntNode ? Integer.toString(value.intValue()) : null;
  }

  /** Piece by piece, with the values of the first two paths. */
  private @Nullable JsonNode resolve(
      Resolution resolution, @Nullable JsonNode first, @Nullable JsonNode second) {
    int most = resolution.limits.templateOutputCharacters();
    StringBuilder out = resolution.emptyText();
    out.append(literals[0]);
    boolean complete = true;
    for (int i = 0; i < paths.length; i++) {
      BoundPath path = paths[i];
      if (out.length() > most) {
        resolution.outputLimit(i == 0 ? null : paths[i - 1], pointer);
        return null;
      }
      boolean known = i == 0 || (i == 1 && paths.length == 2);
      JsonNode value = known ? (i == 0 ? first : second) : path.find(resolution.scope, List.of());
      if (value == null) {
        resolution.missing(path, List.of());
        complete = false;
      } else if (!Values.append(out, value, most, resolution.limits.depth())) {
        resolution.refuse(path, value);
        return null;
      }
      out.append(literals[i + 1]);
    }
    if (out.length() > most) {
      resolution.outputLimit(paths[paths.length - 1], pointer);
      return null;
    }
    return complete ? resolution.textValue(out, pointer) : null;
  }
}
