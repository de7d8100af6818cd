package dev.sluice.store;

import dev.sluice.error.StoreUnavailableException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run as a store has it, or what is known of one whose stored form can't be read. Immutable.
 *
 * <p>A store reads each run by itself: one that it can't decode is {@linkplain #unreadable
 * unreadable}, and the others aren't affected.
 */
public final class StoredExecution {
  private final String id;
  private final NewExecution.@Nullable Start start;
  private final @Nullable NewExecution execution;
  private final @Nullable Header header;
  private final List<Fact> facts;
  private final int size;
  private final @Nullable RuntimeException unreadable;

  /**
   * Makes it.
   *
   * @param execution what never changes
   * @param header as of the last append
   * @param facts in order
   */
  public StoredExecution(NewExecution execution, Header header, List<Fact> facts) {
    this.execution = Objects.requireNonNull(execution, "execution");
    this.id = execution.id();
    this.start = execution.start();
    this.header = Objects.requireNonNull(header, "header");
    this.facts = List.copyOf(facts);
    this.size = this.facts.size();
    this.unreadable = null;
  }

  private StoredExecution(
      String id,
      NewExecution.@Nullable Start start,
      @Nullable Header header,
      int size,
      RuntimeException unreadable) {
    this.id = Objects.requireNonNull(id, "id");
    this.start = start;
    this.execution = null;
    this.header = header;
    this.facts = List.of();
    this.size = size;
    this.unreadable = Objects.requireNonNull(unreadable, "why");
  }

  /**
   * A run that is there, but can't be read: its text was damaged, a newer version wrote it, or the
   * key that opens it is missing.
   *
   * @param id the run
   * @param start the options of its start, or null if they can't be read
   * @param header as of the last append, or null if it can't be read
   * @param size how many facts it has
   * @param why what was thrown
   * @return the run, of which {@link #execution()} and {@link #facts()} throw
   */
  public static StoredExecution unreadable(
      String id,
      NewExecution.@Nullable Start start,
      @Nullable Header header,
      int size,
      RuntimeException why) {
    return new StoredExecution(id, start, header, size, why);
  }

  /**
   * Whether it can be read.
   *
   * @return false if {@link #execution()} and {@link #facts()} throw
   */
  public boolean isReadable() {
    return unreadable == null;
  }

  /**
   * Its id.
   *
   * @return the id, of an unreadable run too
   */
  public String id() {
    return id;
  }

  /**
   * How many facts it has.
   *
   * @return their number, of an unreadable run too
   */
  public int size() {
    return size;
  }

  /**
   * The options of its start.
   *
   * @return the options, of an unreadable run too; null if they can't be read either
   */
  public NewExecution.@Nullable Start start() {
    return start;
  }

  /**
   * What never changes.
   *
   * @return what the run was made from
   * @throws StoreUnavailableException if it can't be read
   */
  public NewExecution execution() {
    return readable(execution);
  }

  /**
   * The header as of the last append.
   *
   * @return the header, mostly of an unreadable run too
   * @throws StoreUnavailableException if the header can't be read
   */
  public Header header() {
    return readable(header);
  }

  /**
   * What happened.
   *
   * @return an immutable list, in order
   * @throws StoreUnavailableException if the run can't be read
   */
  public List<Fact> facts() {
    if (unreadable != null) {
      throw StoreUnavailableException.unreadable(id, unreadable);
    }
    return facts;
  }

  private <T> T readable(@Nullable T part) {
    if (part == null) {
      throw StoreUnavailableException.unreadable(id, unreadable);
    }
    return part;
  }
}
