package dev.sluice.jdbc;

import dev.sluice.store.Claimant;
import dev.sluice.store.Fence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Claims by looking for candidates, then changing each if it is still as it was seen. */
final class PortableClaims implements Claims {
  private final Tables tables;
  private final String expired;
  private final String due;
  private final String take;
  private final String renew;

  private record Candidate(long run, String id, long attempt, boolean mail, long now) {}

  PortableClaims(Tables tables) {
    this.tables = tables;
    String free =
        "SELECT run, id, attempt, " + MAIL + ", {now} FROM {runs} WHERE until <= {now}" + KNOWN;
    expired = free + " AND owner IS NOT NULL";
    due = free + " AND owner IS NULL";
    take =
        tables.fill(
            "UPDATE {runs} SET owner = ?, attempt = attempt + 1, recoveries = recoveries + ?,"
                + " until = {now} + ? WHERE run = ? AND attempt = ? AND until <= {now} AND owner IS ");
    renew =
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
    List<Claim> claims = new ArrayList<>();
    for (boolean recovered : new boolean[] {true, false}) {
      if (claims.size() < most && !queues.isEmpty()) {
        for (Candidate candidate :
            candidates(connection, recovered, queues, except, most - claims.size())) {
          if (take(connection, claimant, candidate, recovered)) {
            claims.add(
                new Claim(
                    candidate.run,
                    candidate.id,
                    candidate.attempt + 1,
                    recovered,
                    candidate.mail,
                    candidate.now));
          }
        }
      }
    }
    return claims;
  }

  private List<Candidate> candidates(
      Connection connection,
      boolean recovered,
      Collection<String> queues,
      Collection<String> except,
      int most)
      throws SQLException {
    String sql =
        tables.fill(
            (recovered ? expired : due)
                + (" AND queue IN (" + Bind.marks(queues.size()) + ")")
                + (except.isEmpty() ? "" : " AND id NOT IN (" + Bind.marks(except.size()) + ")")
                + (" ORDER BY " + (recovered ? "" : "priority DESC, ") + "until, id LIMIT ?"));
    List<Candidate> found = new ArrayList<>();
    try (Bind bind = Bind.of(connection, sql)) {
      bind.texts(queues).texts(except).integer(most);
      try (ResultSet row = bind.query()) {
        while (row.next()) {
          found.add(
              new Candidate(
                  row.getLong(1),
                  Bind.text(row, 2),
                  row.getLong(3),
                  row.getInt(4) == 1,
                  row.getLong(5)));
        }
      }
    }
    return found;
  }

  private boolean take(
      Connection connection, Claimant claimant, Candidate candidate, boolean recovered)
      throws SQLException {
    try (Bind bind = Bind.of(connection, take + (recovered ? "NOT NULL" : "NULL"))) {
      return bind.text(claimant.owner())
              .integer(recovered ? 1 : 0)
              .number(claimant.leaseMicros())
              .number(candidate.run)
              .number(candidate.attempt)
              .update()
          == 1;
    }
  }

  @Override
  public Set<String> renew(Connection connection, Claimant claimant, Collection<Fence> fences)
      throws SQLException {
    Set<String> renewed = new HashSet<>();
    try (Bind bind = Bind.of(connection, renew)) {
      for (Fence fence : fences) {
        int count =
            bind.restart()
                .number(claimant.leaseMicros())
                .text(fence.executionId())
                .text(claimant.owner())
                .number(fence.attempt())
                .update();
        if (count == 1) {
          renewed.add(fence.executionId());
        }
      }
    }
    return renewed;
  }
}
