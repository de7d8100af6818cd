package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text with variables and without sections. There is one literal more than there are paths. */
final class TextPart implements Part {
  private final String[] literals;
  private final BoundPath[] paths;
  private final String pointer;
  private final long literalLength;

  TextPart(List<String> literals, List<BoundPath> paths, String pointer) {
    this.literals = literals.toArray(new String[0]);
    this.paths = paths.toArray(new BoundPath[0]);
    this.pointer = pointer;
    this.literalLength = literals.stream().mapToLong(String::length).sum();
  }

  @Override
  public @Nullable JsonNode resolve(Resolution resolution) {
    if (paths.length == 1 || paths.length == 2) {
      String text = joined(resolution);
      if (text != null) {
        return resolution.textValue(text, pointer);
      }
    }
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
      JsonNode value = path.find(resolution.scope, List.of());
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
      resolution.outputLimit(paths.length == 0 ? null : paths[paths.length - 1], pointer);
      return null;
    }
    return complete ? resolution.textValue(out, pointer) : null;
  }

  /**
   * The most frequent case: one or two short values of simple types. Null where {@link #resolve}
   * must look closer.
   */
  private @Nullable String joined(Resolution resolution) {
    String first = simple(paths[0].find(resolution.scope, List.of()));
    if (first == null) {
      return null;
    } else if (paths.length == 1) {
      return literalLength + first.length() > resolution.limits.templateOutputCharacters()
          ? null
          : literals[0] + first + literals[1];
    }
    String second = simple(paths[1].find(resolution.scope, List.of()));
    return second == null
            || literalLength + first.length() + second.length()
                > resolution.limits.templateOutputCharacters()
        ? null
        : literals[0] + first + literals[1] + second + literals[2];
  }

  private static @Nullable String simple(@Nullable JsonNode value) {
    return value instanceof TextNode
        ? value.textValue()
        : value instanceof IntNode ? Integer.toString(value.intValue()) : null;
  }
}
