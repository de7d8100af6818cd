package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;

/** A piece of a compiled mapping. Immutable and thread-safe. */
interface Part {
  /** The value, or null where the resolution holds what is wrong with it. */
  @Nullable
  JsonNode resolve(Resolution resolution);
}
