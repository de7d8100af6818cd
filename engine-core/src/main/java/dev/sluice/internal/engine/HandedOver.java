package dev.sluice.internal.engine;

/**
 * This engine doesn't run it any more: another one claimed it, or it was released. What becomes of
 * it, the store knows.
 */
final class HandedOver extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HandedOver(String message) {
    super(message, null, false, false);
  }
}
