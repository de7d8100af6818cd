package dev.sluice.jdbc;

import dev.sluice.store.StoredExecution;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs with everything that belongs to them: their rows, then the facts that the rows count,
 * then definitions that aren't in memory. A run that is deleted between these isn't there; one that
 * is there without its definition is a fault, and no run that isn't there.
 */
final class Reading {
  private final Db db;
  private final PayloadCodec codec;
  private final Snapshots snapshots;
  private final Tables tables;
  private final String byId;
  private final String byKey;
  private final String factsOfOne;
  private final String body;
  private final String isThere;

  /** A run, with how it is claimed. */
  record Found(StoredRow row, StoredExecution stored) {}

  /**
   * Everything that was read, as it is stored, to be decoded when the connection is back.
   *
   * @param known definitions that were in memory: held here, since others may displace them there
   * @param definitions the texts of the others
   */
  private record Raw(
      List<StoredRow> rows,
      Map<Long, Map<Integer, FactRow>> facts,
      Map<String, Snapshots.Snapshot> known,
      Map<String, String> definitions) {}

  Reading(Db db, Tables tables, PayloadCodec codec, Snapshots snapshots) {
    this.db = db;
    this.codec = codec;
    this.snapshots = snapshots;
    this.tables = tables;
    byId = tables.fill(StoredRow.SELECT + "WHERE e.id = ?");
    byKey = tables.fill(StoredRow.SELECT + "WHERE e.caller = ? AND e.idempotency_key = ?");
    factsOfOne = facts(1);
    body = tables.fill("SELECT body FROM {definitions} WHERE hash = ?");
    isThere = tables.fill("SELECT seq FROM {executions} WHERE id = ?");
  }

  private String facts(int runs) {
    return tables.fill(
        "SELECT run, position, kind, unit, at, body FROM {facts} WHERE run IN ("
            + Bind.marks(runs)
            + ")");
  }

  @Nullable Found find(@Nullable String caller, String executionId) {
    List<Found> found =
        caller == null
            ? find(executionId, byId, List.of(executionId))
            : find(executionId, byId + " AND e.caller = ?", List.of(executionId, caller));
    return found.isEmpty() ? null : found.get(0);
  }

  @Nullable Found findByKey(String caller, String key) {
    List<Found> found = find(null, byKey, List.of(caller, key));
    return found.isEmpty() ? null : found.get(0);
  }

  /** Finds it on a connection of the host's, which sees what isn't committed yet. */
  @Nullable Found findByKey(Connection connection, String caller, String key) throws SQLException {
    List<Found> found = found(read(connection, byKey, List.of(caller, key)));
    return found.isEmpty() ? null : found.get(0);
  }

  /** Finds runs by their ids, in the order of these. */
  List<Found> find(Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, Found> byIds = new HashMap<>();
    String sql = StoredRow.SELECT + "WHERE e.id IN (" + Bind.marks(ids.size()) + ")";
    for (Found found : find(null, tables.fill(sql), List.copyOf(ids))) {
      byIds.put(found.row().id(), found);
    }
    List<Found> inOrder = new ArrayList<>();
    for (String id : ids) {
      Found found = byIds.get(id);
      if (found != null) {
        inOrder.add(found);
      }
    }
    return inOrder;
  }

  /** Finds runs by a query whose parameters are texts and long numbers. */
  List<Found> find(@Nullable String executionId, String sql, List<?> parameters) {
    return found(db.read(executionId, connection -> read(connection, sql, parameters)));
  }

  private List<Found> found(Raw raw) {
    List<Found> found = new ArrayList<>(raw.rows.size());
    for (StoredRow row : raw.rows) {
      StoredExecution stored = decoded(row, raw);
      if (stored != null) {
        found.add(new Found(row, stored));
      }
    }
    return found;
  }

  /** Each by itself: what is wrong with one run is no other's matter. Null if it isn't there. */
  private @Nullable StoredExecution decoded(StoredRow row, Raw raw) {
    try {
      Map<Integer, FactRow> kept = raw.facts.getOrDefault(row.seq(), Map.of());
      Snapshots.Snapshot snapshot = snapshot(row.hash(), raw);
      return snapshot == null ? null : row.stored(snapshot, kept, codec);
    } catch (RuntimeException e) { // of the codec, or of whatever reads the texts
      return StoredExecution.unreadable(row.id(), row.start(), row.header(), row.facts(), e);
    }
  }

  private Snapshots.@Nullable Snapshot snapshot(String hash, Raw raw) {
    Snapshots.Snapshot known = raw.known.get(hash);
    String body = raw.definitions.get(hash);
    if (known == null && body != null) {
      known = snapshots.read(hash, TextForm.original(body));
      raw.known.put(hash, known);
    }
    return known;
  }

  private Raw read(Connection connection, String sql, List<?> parameters) throws SQLException {
    List<StoredRow> rows = new ArrayList<>();
    try (Bind bind = Bind.of(connection, sql)) {
      for (Object parameter : parameters) {
        if (parameter instanceof Long number) {
          bind.number(number);
        } else {
          bind.text((String) parameter);
        }
      }
      try (ResultSet row = bind.query()) {
        while (row.next()) {
          rows.add(StoredRow.of(row));
        }
      }
    }
    Map<Long, Map<Integer, FactRow>> facts = facts(connection, rows);
    Map<String, Snapshots.Snapshot> known = new HashMap<>();
    return new Raw(rows, facts, known, definitions(connection, rows, known));
  }

  private Map<Long, Map<Integer, FactRow>> facts(Connection connection, List<StoredRow> rows)
      throws SQLException {
    List<Long> runs = rows.stream().filter(row -> row.facts() > 0).map(StoredRow::seq).toList();
    Map<Long, Map<Integer, FactRow>> facts = new HashMap<>();
    if (runs.isEmpty()) {
      return facts;
    }
    try (Bind bind = Bind.of(connection, runs.size() == 1 ? factsOfOne : facts(runs.size()))) {
      bind.numbers(runs);
      try (ResultSet row = bind.query()) {
        while (row.next()) {
          facts
              .computeIfAbsent(row.getLong(1), run -> new HashMap<>())
              .put(
                  row.getInt(2),
                  new FactRow(
                      row.getString(3), row.getString(4), row.getLong(5), row.getString(6)));
        }
      }
    }
    return facts;
  }

  private Map<String, String> definitions(
      Connection connection, List<StoredRow> rows, Map<String, Snapshots.Snapshot> known)
      throws SQLException {
    Map<String, String> bodies = new LinkedHashMap<>();
    for (StoredRow row : rows) {
      String hash = row.hash();
      if (!known.containsKey(hash) && !bodies.containsKey(hash)) {
        Snapshots.Snapshot kept = snapshots.kept(hash);
        if (kept != null) {
          known.put(hash, kept);
        } else {
          String body = body(connection, row);
          if (body != null) {
            bodies.put(hash, body);
          }
        }
      }
    }
    return bodies;
  }

  /** The text of a run's definition; null if the run was deleted meanwhile, and it with it. */
  private @Nullable String body(Connection connection, StoredRow row) throws SQLException {
    try (Bind bind = Bind.of(connection, body)) {
      try (ResultSet found = bind.text(row.hash()).query()) {
        if (found.next()) {
          return found.getString(1);
        }
      }
    }
    try (Bind bind = Bind.of(connection, isThere)) {
      if (bind.text(row.id()).queryNumber() == null) {
        return null;
      }
    }
    throw new SQLException("The definition of the run " + row.id() + " is missing.");
  }
}
