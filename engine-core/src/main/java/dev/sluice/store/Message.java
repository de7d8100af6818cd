package dev.sluice.store;

import java.util.Objects;

/**
 * Something that was told to a run from outside: a completion, an answer, a cancellation. It waits
 * in the run's inbox until whoever runs it has written what follows from it.
 *
 * @param number its place in the run's inbox, from 1, without gaps
 * @param content what was told, in the form of a fact; a store understands nothing of it
 */
public record Message(long number, Fact content) {
  /**
   * Makes it.
   *
   * @param number its place in the run's inbox, from 1
   * @param content what was told
   */
  public Message {
    Objects.requireNonNull(content, "content");
  }
}
