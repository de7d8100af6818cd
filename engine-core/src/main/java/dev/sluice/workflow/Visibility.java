package dev.sluice.workflow;

/** Who may execute a registered workflow by its id. */
public enum Visibility {
  /** Its owner only. */
  PRIVATE,
  /** Any caller. */
  PUBLIC
}
