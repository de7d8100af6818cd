package dev.sluice.internal.schema;

/** Whether values of one shape fit where another is wanted. */
public enum Fit {
  /** Every value fits, as far as the keywords say that the engine reasons about. */
  FITS,
  /** The schemas say too little: some values may fit, some may not. */
  UNSURE,
  /** Provably no value fits. */
  MISMATCH
}
