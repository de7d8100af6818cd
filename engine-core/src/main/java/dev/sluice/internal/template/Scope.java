package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;

/** What a running template sees. Java null means missing; JSON null is a value. */
public interface Scope {
  /**
   * The run's inputs.
   *
   * @return the root {@code inputs}, or null
   */
  @Nullable
  JsonNode inputs();

  /**
   * A member of a step.
   *
   * @param slot what {@link Roots} bound the key to when the template was compiled, or -1
   * @param key the step's number or name as it was written
   * @param member which member
   * @return its value, or null
   */
  @Nullable
  JsonNode step(int slot, String key, StepMember member);

  /**
   * An additional root.
   *
   * @param name one of the names given to {@link Roots}
   * @return its value, or null
   */
  @Nullable
  JsonNode root(String name);

  /**
   * What resolving in this scope needs for itself.
   *
   * @return a new one, or the same one again if only one thread at a time resolves
   */
  default Resolution resolution() {
    return new Resolution(this);
  }
}
