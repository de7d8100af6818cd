package dev.sluice.internal.template;

import org.jspecify.annotations.Nullable;

/** What resolving needs for itself, and a run can use again and again. Not thread-safe. */
public final class Workspace {
  /** A builder that has become larger than this isn't kept. */
  private static final int MOST_KEPT = 8 * 1024;

  private @Nullable StringBuilder text;

  /** Makes an empty workspace. */
  public Workspace() {}

  StringBuilder emptyText() {
    StringBuilder builder = text;
    if (builder == null || builder.capacity() > MOST_KEPT) {
      builder = new StringBuilder(128);
      text = builder;
    } else {
      builder.setLength(0);
    }
    return builder;
  }
}
