package dev.sluice.workflow;

/** In which order steps run. */
public enum Mode {
  /** One after the other, by step number. */
  SEQUENTIAL,
  /** Each as soon as the steps that it references, or names in {@code after}, have ended. */
  PARALLEL
}
