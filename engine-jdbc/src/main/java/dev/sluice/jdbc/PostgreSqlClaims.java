package dev.sluice.jdbc;

import dev.sluice.store.Claimant;
import dev.sluice.store.Fence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Claims in one statement that steps over rows which others are claiming. */
final class PostgreSqlClaims implements Claims {
  private static final String FREE =
      KNOWN + " AND until <= {now} AND queue = ANY (?::text[]) AND id <> ALL (?::text[]) ORDER BY ";

  private final String claim;
  private final String renew;
  private final String renewOne;

  private record Ranked(Claim claim, int priority, long until) {}

  PostgreSqlClaims(Tables tables) {
    // FOR UPDATE doesn't go with UNION: the two kinds are locked apart and united afterwards.
    claim =
        tables.fill(
            "WITH expired AS (SELECT run, priority, until FROM {runs} WHERE owner IS NOT NULL"
                + FREE
                + "until, id LIMIT ? FOR UPDATE SKIP LOCKED), due AS (SELECT run, priority, until"
                + " FROM {runs} WHERE owner IS NULL"
                + FREE
                + "priority DESC, until, id LIMIT ? - (SELECT count(*) FROM expired)"
                + " FOR UPDATE SKIP LOCKED), chosen AS (SELECT *, 1 AS recovered FROM expired"
                + " UNION ALL SELECT *, 0 FROM due)"
                + " UPDATE {runs} r SET owner = ?, attempt = r.attempt + 1,"
                + " recoveries = r.recoveries + c.recovered, until = {now} + ?"
                + " FROM chosen c WHERE r.run = c.run"
                + (" RETURNING r.id, r.attempt, c.recovered, c.priority, c.until, " + MAIL)
                + ", {now}, r.run");
    String own =
        "SELECT r.run FROM unnest(?::text[], ?::bigint[]) u(id, attempt)"
            + " JOIN {executions} e ON e.id = u.id JOIN {runs} r ON r.run = e.seq"
            + " WHERE r.owner = ? AND r.attempt = u.attempt FOR UPDATE OF r SKIP LOCKED";
    renew =
        tables.fill("UPDATE {runs} SET until = {now} + ? WHERE run IN (" + own + ") RETURNING id");
    renewOne =
        tables.fill(
            "UPDATE {runs} SET until = {now} + ? WHERE run = (SELECT seq FROM {executions}"
                + " WHERE id = ?) AND owner = ? AND attempt = ?");
  }

  @Override
  public List<Claim> claim(
      Connection connection,
      Claimant claimant,
      Collection<String> queues,
      Collection<String> except,
      int most)
      throws SQLException {
    List<Ranked> claimed = new ArrayList<>();
    try (Bind bind = Bind.of(connection, claim)) {
      bind.textArray(queues).textArray(except).integer(most);
      bind.textArray(queues).textArray(except).integer(most);
      bind.text(claimant.owner()).number(claimant.leaseMicros());
      try (ResultSet row = bind.query()) {
        while (row.next()) {
          Claim one =
              new Claim(
                  row.getLong(8),
                  Bind.text(row, 1),
                  row.getLong(2),
                  row.getInt(3) == 1,
                  row.getInt(6) == 1,
                  row.getLong(7));
          claimed.add(new Ranked(one, one.recovered() ? 0 : row.getInt(4), row.getLong(5)));
        }
      }
    }
    claimed.sort(
        Comparator.<Ranked>comparingInt(each -> each.claim.recovered() ? 0 : 1)
            .thenComparing(Ranked::priority, Comparator.reverseOrder())
            .thenComparingLong(Ranked::until)
            .thenComparing(each -> each.claim.id()));
    return claimed.stream().map(Ranked::claim).toList();
  }

  /**
   * All at once, but without those that are being written just now; then these, one by one. So it
   * never holds one row while it waits for another, and can't be part of a deadlock.
   */
  @Override
  public Set<String> renew(Connection connection, Claimant claimant, Collection<Fence> fences)
      throws SQLException {
    Set<String> renewed = new HashSet<>();
    try (Bind bind = Bind.of(connection, renew)) {
      bind.number(claimant.leaseMicros())
          .texts(fences, Fence::executionId)
          .numbers(fences, Fence::attempt)
          .text(claimant.owner());
      try (ResultSet row = bind.query()) {
        while (row.next()) {
          renewed.add(Bind.text(row, 1));
        }
      }
    }
    for (Fence fence : fences) {
      if (!renewed.contains(fence.executionId()) && renewOne(connection, claimant, fence)) {
        renewed.add(fence.executionId());
      }
    }
    return renewed;
  }

  private boolean renewOne(Connection connection, Claimant claimant, Fence fence)
      throws SQLException {
    try (Bind bind = Bind.of(connection, renewOne)) {
      return bind.number(claimant.leaseMicros())
              .text(fence.executionId())
              .text(claimant.owner())
              .number(fence.attempt())
              .update()
          == 1;
    }
  }
}
