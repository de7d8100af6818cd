package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.List;

/** A string that is exactly one variable tag: the value itself, with its type. */
record ValuePart(BoundPath path) implements Part {
  @Override
  public @Nullable JsonNode resolve(Resolution resolution) {
    JsonNode value = path.find(resolution.scope, List.of());
    if (value == null) {
      resolution.missing(path, List.of());
      return null;
    }
    return resolution.copyOf(value, path.reference().pointer());
  }
}
