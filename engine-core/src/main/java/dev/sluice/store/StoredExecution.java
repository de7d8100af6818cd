package dev.sluice.store;

import java.util.List;
import java.util.Objects;

/** A run as a store has it. Immutable. */
public final class StoredExecution {
  private final NewExecution execution;
  private final Header header;
  private final List<Fact> facts;

  /**
   * Makes it.
   *
   * @param execution what never changes
   * @param header as of the last append
   * @param facts in order
   */
  public StoredExecution(NewExecution execution, Header header, List<Fact> facts) {
    this.execution = Objects.requireNonNull(execution, "execution");
    this.header = Objects.requireNonNull(header, "header");
    this.facts = List.copyOf(facts);
  }

  /**
   * What never changes.
   *
   * @return what the run was made from
   */
  public NewExecution execution() {
    return execution;
  }

  /**
   * The header as of the last append.
   *
   * @return the header
   */
  public Header header() {
    return header;
  }

  /**
   * What happened.
   *
   * @return an immutable list, in order
   */
  public List<Fact> facts() {
    return facts;
  }
}
