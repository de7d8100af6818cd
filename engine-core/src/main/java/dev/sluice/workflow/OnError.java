package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a step's failure means to its run. Immutable. */
public final class OnError {
  private static final OnError FAIL = new OnError("fail", null);
  private static final OnError CONTINUE = new OnError("continue", null);

  private final String kind;
  private final @Nullable JsonNode result;

  private OnError(String kind, @Nullable JsonNode result) {
    this.kind = kind;
    this.result = result;
  }

  /**
   * The run fails: the default.
   *
   * @return the policy
   */
  public static OnError fail() {
    return FAIL;
  }

  /**
   * The step is recorded as failed with a null result, and the run goes on.
   *
   * @return the policy
   */
  public static OnError proceed() {
    return CONTINUE;
  }

  /**
   * The step is recorded as a success with another result, its error kept.
   *
   * @param template what the result becomes; every string in it is a template
   * @return the policy
   * @throws NullPointerException if the template is null
   * @throws IllegalArgumentException if the tree isn't JSON
   */
  public static OnError result(JsonNode template) {
    return new OnError(
        "result", Nodes.copyOf(Objects.requireNonNull(template, "template"), "the result"));
  }

  /**
   * Whether the run fails.
   *
   * @return true for {@link #fail()}
   */
  public boolean fails() {
    return kind.equals("fail");
  }

  /**
   * Whether the run goes on with the step failed.
   *
   * @return true for {@link #proceed()}; a fallback that fails itself fails the run
   */
  public boolean proceeds() {
    return kind.equals("continue");
  }

  /**
   * The fallback's template.
   *
   * @return a copy, or null where there is no fallback
   */
  public @Nullable JsonNode result() {
    return result == null ? null : result.deepCopy();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OnError that
        && kind.equals(that.kind)
        && Objects.equals(result, that.result);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, result);
  }

  @Override
  public String toString() {
    return "OnError[" + kind + "]";
  }
}
