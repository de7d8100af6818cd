package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;

/** A value without references: a scalar is shared, a container is handed out as a copy. */
record ConstantPart(JsonNode value, String pointer) implements Part {
  @Override
  public @Nullable JsonNode resolve(Resolution resolution) {
    return resolution.copyOf(value, pointer);
  }
}
