package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One rendering of a template with sections: its text, what it has cost, what is missing. */
final class Rendering {
  private final Resolution resolution;
  private final String pointer;
  private final boolean lenient;
  private final int most;
  private final StringBuilder out;
  private final StringBuilder value = new StringBuilder();
  private final Set<BoundPath> missing = new HashSet<>();
  private long iterations;
  private @Nullable BoundPath last;

  Rendering(Resolution resolution, String pointer, boolean lenient) {
    this.resolution = resolution;
    this.pointer = pointer;
    this.lenient = lenient;
    this.most = resolution.limits.templateOutputCharacters();
    this.out = resolution.emptyText();
  }

  /** What a tag shows (a text) or a section is about (a node); null for nothing. */
  @Nullable
  Object value(BoundPath path, List<?> scopes) {
    last = path;
    JsonNode node = path.find(resolution.scope, scopes);
    if (path.reference().kind() != TemplateReference.Kind.VARIABLE) {
      return node;
    } else if (node == null) {
      if (!lenient && missing.add(path)) {
        resolution.missing(path, scopes);
      }
      return null;
    }
    return text(path, node);
  }

  private String text(BoundPath path, JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    value.setLength(0);
    if (!Values.append(value, node, most, resolution.limits.depth())) {
      resolution.refuse(path, node);
      throw new LimitReached();
    }
    return value.toString();
  }

  void append(String text) {
    if (text.length() > most - out.length()) {
      resolution.outputLimit(last, pointer);
      throw new LimitReached();
    }
    out.append(text);
  }

  void countIterations(int more) {
    iterations += more;
    if (iterations > resolution.limits.sectionIterations()) {
      resolution.iterationLimit(last, pointer);
      throw new LimitReached();
    }
  }

  @Nullable
  JsonNode result() {
    return missing.isEmpty() ? resolution.textValue(out, pointer) : null;
  }
}
