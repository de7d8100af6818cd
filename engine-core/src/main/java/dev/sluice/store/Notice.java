package dev.sluice.store;

import java.util.Objects;

/**
 * What one run tells another in the same write: a child's end, to the parent that waits for it.
 *
 * @param executionId the run that is told; if it isn't there or has ended, nothing happens
 * @param content what goes into its inbox
 */
public record Notice(String executionId, Fact content) {
  /**
   * Makes it.
   *
   * @param executionId the run that is told
   * @param content what goes into its inbox
   */
  public Notice {
    Objects.requireNonNull(executionId, "executionId");
    Objects.requireNonNull(content, "content");
  }
}
