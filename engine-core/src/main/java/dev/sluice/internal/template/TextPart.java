package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text with variables and without sections. There is one literal more than there are paths. */
final class TextPart implements Part {
  private final String[] literals;
  private final BoundPath[] paths;
  private final String pointer;

  TextPart(List<String> literals, List<BoundPath> paths, String pointer) {
    this.literals = literals.toArray(new String[0]);
    this.paths = paths.toArray(new BoundPath[0]);
    this.pointer = pointer;
  }

  @Override
  public @Nullable JsonNode resolve(Resolution resolution) {
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
}
