package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import dev.sluice.limit.Limits;
import java.util.List;

/** A compiled mapping. Immutable and thread-safe. */
public final class Template {
  private final Part root;
  private final String pointer;
  private final List<TemplateReference> references;
  private final Limits limits;

  Template(Part root, String pointer, List<TemplateReference> references, Limits limits) {
    this.root = root;
    this.pointer = pointer;
    this.references = List.copyOf(references);
    this.limits = limits;
  }

  /**
   * Resolves every string against the scope, within the limit of one call's arguments.
   *
   * @param scope what the references mean
   * @return the value; its containers are the caller's own
   * @throws UnresolvedException if a value is missing (then all that are missing are told) or a
   *     limit is passed
   * @throws IllegalArgumentException if the scope yields a node that is no JSON value
   */
  public JsonNode resolve(Scope scope) throws UnresolvedException {
    return resolve(scope, limits.argumentsBytes());
  }

  /**
   * The same within another limit, for what isn't an argument, such as a loop's items.
   *
   * @param scope what the references mean
   * @param mostBytes what the value may have as JSON
   * @return the value; its containers are the caller's own
   * @throws UnresolvedException if a value is missing (then all that are missing are told) or a
   *     limit is passed
   * @throws IllegalArgumentException if the scope yields a node that is no JSON value
   */
  public JsonNode resolve(Scope scope, long mostBytes) throws UnresolvedException {
    Resolution resolution = scope.resolution();
    resolution.begin(limits, mostBytes);
    JsonNode value = root.resolve(resolution);
    if (value == null || !resolution.admits(value, pointer)) {
      throw new UnresolvedException(resolution.problems());
    }
    return value;
  }

  /**
   * Looks a single tag's value up, without copying it: for a condition.
   *
   * @param scope what the references mean
   * @return the scope's own value, which mustn't be changed; null where it is missing
   * @throws IllegalStateException if the template isn't a string of exactly one variable tag
   */
  public @Nullable JsonNode find(Scope scope) {
    if (root instanceof ValuePart value) {
      return value.path().find(scope, List.of());
    }
    throw new IllegalStateException("The template isn't a single tag.");
  }

  /**
   * Every reference.
   *
   * @return in order of appearance, immutable
   */
  public List<TemplateReference> references() {
    return references;
  }

  /**
   * Whether it refers to nothing.
   *
   * @return true if it resolves to the same value whatever the scope
   */
  public boolean isConstant() {
    return root instanceof ConstantPart;
  }
}
