package dev.sluice.jdbc;

import dev.sluice.store.Claimant;
import dev.sluice.store.Fence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The statements that claim runs and renew claims. Stateless. */
interface Claims {
  /** A run with a status that this version doesn't know is a newer one's, and left alone. */
  String KNOWN = " AND status IN ('pending', 'running')";

  /** Whether a row has a message that its header doesn't count as read, as 1 or 0. */
  String MAIL = "CASE WHEN inbox_size > inbox_read THEN 1 ELSE 0 END";

  /**
   * A run that was claimed.
   *
   * @param run the number of its row
   * @param id the run
   * @param attempt the how-manieth claim
   * @param recovered whether its former lease had expired
   * @param mail whether it has a message
   * @param now the database's time
   */
  record Claim(long run, String id, long attempt, boolean recovered, boolean mail, long now) {}

  /**
   * Claims runs, first those whose lease has expired, then those that are due.
   *
   * @param connection in a transaction
   * @return in the order of their claims
   */
  List<Claim> claim(
      Connection connection,
      Claimant claimant,
      Collection<String> queues,
      Collection<String> except,
      int most)
      throws SQLException;

  /**
   * Renews claims. It never waits for one row while it holds another.
   *
   * @param connection every statement is committed by itself, or all at the end
   * @return the runs that are still the claimant's
   */
  Set<String> renew(Connection connection, Claimant claimant, Collection<Fence> fences)
      throws SQLException;
}
