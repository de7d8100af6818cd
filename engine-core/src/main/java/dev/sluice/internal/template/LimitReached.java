package dev.sluice.internal.template;

/** Leaves a rendering whose limit was passed; the resolution knows which. */
final class LimitReached extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LimitReached() {
    super(null, null, false, false);
  }
}
