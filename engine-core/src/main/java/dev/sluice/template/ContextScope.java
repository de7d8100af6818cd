package dev.sluice.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.template.Scope;
import dev.sluice.internal.template.StepMember;
import org.jspecify.annotations.Nullable;

/** Reads roots from a tree as it is: nothing is converted. */
final class ContextScope implements Scope {
  private final JsonNode context;
  private final @Nullable JsonNode inputs;
  private final @Nullable JsonNode steps;

  ContextScope(JsonNode context) {
    this.context = context;
    this.inputs = context.get("inputs");
    this.steps = context.get("steps");
  }

  @Override
  public @Nullable JsonNode inputs() {
    return inputs;
  }

  @Override
  public @Nullable JsonNode step(int slot, String key, StepMember member) {
    JsonNode step = steps == null ? null : steps.get(key);
    return step == null ? null : step.get(member.key());
  }

  @Override
  public @Nullable JsonNode root(String name) {
    return context.get(name);
  }
}
