package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The statements that write runs. Stateless. */
interface Writes {
  /**
   * What became of a creation.
   *
   * @param answer whether it was written
   * @param run the number that it was given, or 0 where that isn't used
   */
  record Created(Answer answer, long run) {
    enum Answer {
      YES,
      /** The id or the idempotency key is taken; nothing was written. */
      TAKEN,
      /** Its definition isn't stored, or about to be deleted; nothing was written. */
      NO_DEFINITION
    }

    static final Created YES = new Created(Answer.YES, 0);
    static final Created TAKEN = new Created(Answer.TAKEN, 0);
    static final Created NO_DEFINITION = new Created(Answer.NO_DEFINITION, 0);

    static Created as(long run) {
      return new Created(Answer.YES, run);
    }

    boolean isWritten() {
      return answer == Answer.YES;
    }
  }

  /**
   * What became of each of a group.
   *
   * @param created of the creations; of those that weren't written only that they weren't
   * @param appended whether the appends were written
   */
  @SuppressWarnings("ArrayRecordComponent") // it is read once, where it was asked for
  record Written(Created[] created, boolean[] appended) {}

  /** Whether {@link #create}, {@link #append} and {@link #writeAll} are whole, without more. */
  boolean isOneStatement();

  /** Whether a creation can be one of several in {@link #createAll}. */
  default boolean canJoin(Creation creation) {
    return true;
  }

  /** Whether an append can be one of several in {@link #appendAll}. */
  default boolean canJoin(Append append) {
    return true;
  }

  /** Writes a run. */
  Created create(Connection connection, Creation creation) throws SQLException;

  /**
   * Writes facts and the header, and tells another run.
   *
   * @return false if the fence or the position isn't the newest; nothing was written
   */
  boolean append(Connection connection, Append append) throws SQLException;

  /**
   * Writes all of them, each under its own fence.
   *
   * @return for each whether it was written
   */
  default boolean[] appendAll(Connection connection, List<Append> appends) throws SQLException {
    boolean[] written = new boolean[appends.size()];
    for (int i = 0; i < written.length; i++) {
      written[i] = append(connection, appends.get(i));
    }
    return written;
  }

  /**
   * Writes all of them.
   *
   * @return what became of each; of those that weren't written only that they weren't
   */
  default Created[] createAll(Connection connection, List<Creation> creations) throws SQLException {
    Created[] created = new Created[creations.size()];
    for (int i = 0; i < created.length; i++) {
      created[i] = create(connection, creations.get(i));
    }
    return created;
  }

  /** Writes a group: all that {@link #createAll} and {@link #appendAll} would. */
  default Written writeAll(Connection connection, List<Creation> creations, List<Append> appends)
      throws SQLException {
    return new Written(
        creations.isEmpty() ? new Created[0] : createAll(connection, creations),
        appends.isEmpty() ? new boolean[0] : appendAll(connection, appends));
  }

  /**
   * Leaves a message.
   *
   * @param ofCaller whether the run must be the caller's
   * @return false if there is no such run that hasn't ended
   */
  boolean post(
      Connection connection, boolean ofCaller, String caller, String executionId, FactRow message)
      throws SQLException;
}
