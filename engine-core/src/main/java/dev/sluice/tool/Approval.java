package dev.sluice.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A person's answer to an {@link ApprovalTool}. Immutable. */
public final class Approval {
  private final boolean granted;
  private final String by;
  private final Instant at;
  private final @Nullable JsonNode arguments;
  private final @Nullable String reason;

  private Approval(
      boolean granted,
      String by,
      Instant at,
      @Nullable JsonNode arguments,
      @Nullable String reason) {
    this.granted = granted;
    this.by = Objects.requireNonNull(by, "by");
    this.at = Objects.requireNonNull(at, "at");
    this.arguments = arguments == null ? null : arguments.deepCopy();
    this.reason = reason;
  }

  /**
   * Yes.
   *
   * @param by who says so, as the host authenticated them
   * @param at when
   * @return the answer
   */
  public static Approval granted(String by, Instant at) {
    return new Approval(true, by, at, null, null);
  }

  /**
   * Yes, with other arguments.
   *
   * @param by who says so, as the host authenticated them
   * @param at when
   * @param arguments what takes the place of the arguments that were asked about
   * @return the answer
   */
  public static Approval grantedWith(String by, Instant at, JsonNode arguments) {
    return new Approval(true, by, at, Objects.requireNonNull(arguments, "arguments"), null);
  }

  /**
   * No.
   *
   * @param by who says so, as the host authenticated them
   * @param at when
   * @param reason why, or null
   * @return the answer
   */
  public static Approval rejected(String by, Instant at, @Nullable String reason) {
    return new Approval(false, by, at, null, reason);
  }

  /**
   * Whether it is a yes.
   *
   * @return true if so
   */
  public boolean isGranted() {
    return granted;
  }

  /**
   * Who says so.
   *
   * @return as the host authenticated them
   */
  public String by() {
    return by;
  }

  /**
   * When.
   *
   * @return the instant
   */
  public Instant at() {
    return at;
  }

  /**
   * The edited arguments.
   *
   * @return a copy, or null if they stay as they were
   */
  public @Nullable JsonNode arguments() {
    return arguments == null ? null : arguments.deepCopy();
  }

  /**
   * Why not.
   *
   * @return the reason of a rejection, or null
   */
  public @Nullable String reason() {
    return reason;
  }
}
