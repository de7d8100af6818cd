package dev.sluice.internal.template;

import dev.sluice.internal.Nullable;

/** What a template may ask of a step. */
public enum StepMember {
  /** The tool's result. */
  RESULT("result"),
  /** How the step ended. */
  STATUS("status"),
  /** Why it failed, or null. */
  ERROR("error");

  private final String key;

  StepMember(String key) {
    this.key = key;
  }

  /**
   * The name in a template and in a record.
   *
   * @return the name
   */
  public String key() {
    return key;
  }

  static @Nullable StepMember of(String key) {
    return switch (key) {
      case "result" -> RESULT;
      case "status" -> STATUS;
      case "error" -> ERROR;
      default -> null;
    };
  }
}
