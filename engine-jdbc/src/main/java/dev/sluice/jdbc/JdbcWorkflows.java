package dev.sluice.jdbc;

import dev.sluice.error.ConflictException;
import dev.sluice.store.Micros;
import dev.sluice.store.StoredText;
import dev.sluice.store.WorkflowStore;
import dev.sluice.workflow.Visibility;
import dev.sluice.workflow.Workflow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Registered workflows in a database, each with its newest hundred versions. */
final class JdbcWorkflows implements WorkflowStore {
  private static final int MOST_VERSIONS = 100;

  private final Db db;
  private final Dialect dialect;
  private final PayloadCodec codec;
  private final String insert;
  private final String addVersion;
  private final String update;
  private final String dropVersions;
  private final String updatedAt;
  private final String find;
  private final String list;
  private final String history;
  private final String remove;
  private final String removeVersions;
  private final String ids;

  JdbcWorkflows(Db db, Tables tables, PayloadCodec codec) {
    this.db = db;
    this.dialect = tables.dialect();
    this.codec = codec;
    insert =
        tables.fill(
            dialect.unlessTaken(
                "INSERT INTO {workflows} (id, owner, visibility, updated_at, version)"
                    + " VALUES (?, ?, ?, ?, 1)"));
    addVersion =
        tables.fill(
            "INSERT INTO {versions} (id, version, body)"
                + " SELECT id, version, ? FROM {workflows} WHERE id = ?");
    update =
        tables.fill(
            "UPDATE {workflows} SET visibility = ?, updated_at = ?, version = version + 1"
                + " WHERE id = ? AND owner = ? AND updated_at = ?");
    dropVersions =
        tables.fill(
            "DELETE FROM {versions} WHERE id = ? AND version <="
                + " (SELECT version FROM {workflows} w WHERE w.id = {versions}.id) - ?");
    updatedAt = tables.fill("SELECT updated_at FROM {workflows} WHERE id = ? AND owner = ?");
    String bodies = "SELECT v.body FROM {workflows} w JOIN {versions} v ON v.id = w.id ";
    String present = bodies + "AND v.version = w.version ";
    find = tables.fill(present + "WHERE w.id = ? AND (w.visibility = ? OR w.owner = ?)");
    list = tables.fill(present + "WHERE w.owner = ? ORDER BY w.id");
    history = tables.fill(bodies + "WHERE w.id = ? AND w.owner = ? ORDER BY v.version DESC");
    remove = tables.fill("DELETE FROM {workflows} WHERE id = ? AND owner = ?");
    removeVersions = tables.fill("DELETE FROM {versions} WHERE id = ?");
    ids = tables.fill("SELECT id FROM {workflows} WHERE owner = ?");
  }

  @Override
  public void insert(Workflow workflow) {
    String id = id(workflow);
    String body = codec.encode(workflow.toJson());
    boolean inserted =
        db.transaction(
            null,
            connection -> {
              try (Bind bind = Bind.of(connection, insert)) {
                int count =
                    bind.text(id)
                        .text(owner(workflow))
                        .text(workflow.visibility().name())
                        .number(version(workflow))
                        .update();
                return count == 1 && addVersion(connection, id, body);
              } catch (SQLException e) {
                if (dialect.isTaken(e)) {
                  return false;
                }
                throw e;
              }
            });
    if (!inserted) {
      throw new ConflictException(
          "The workflow id " + id + " is taken; choose another, or update yours.");
    }
  }

  private boolean addVersion(Connection connection, String id, String body) throws SQLException {
    try (Bind bind = Bind.of(connection, addVersion)) {
      return bind.text(body).text(id).update() == 1;
    }
  }

  @Override
  public boolean update(Workflow workflow, Instant basedOn) {
    String id = id(workflow);
    String owner = owner(workflow);
    String body = codec.encode(workflow.toJson());
    boolean updated =
        db.transaction(
            null,
            connection -> {
              try (Bind bind = Bind.of(connection, update)) {
                bind.text(workflow.visibility().name()).number(version(workflow));
                if (bind.text(id).text(owner).number(Micros.of(basedOn)).update() == 0) {
                  return false;
                }
              }
              addVersion(connection, id, body);
              try (Bind bind = Bind.of(connection, dropVersions)) {
                bind.text(id).integer(MOST_VERSIONS).update();
              }
              return true;
            });
    if (updated) {
      return true;
    }
    Optional<Long> present =
        db.read(
            null,
            connection -> {
              try (Bind bind = Bind.of(connection, updatedAt)) {
                return Optional.ofNullable(bind.text(id).text(owner).queryNumber());
              }
            });
    if (present.isEmpty()) {
      return false;
    }
    throw new ConflictException(
        "The workflow "
            + id
            + " was changed at "
            + Micros.instant(present.get())
            + "; read it again and redo the change.");
  }

  @Override
  public Optional<Workflow> find(String caller, String id) {
    return read(find, id, Visibility.PUBLIC.name(), caller).stream().findFirst();
  }

  @Override
  public List<Workflow> list(String caller) {
    return read(list, caller);
  }

  @Override
  public List<Workflow> history(String caller, String id) {
    return read(history, id, caller);
  }

  private List<Workflow> read(String sql, String... parameters) {
    List<String> bodies = db.read(null, connection -> texts(connection, sql, parameters));
    return bodies.stream().map(body -> StoredText.workflow(codec.decode(body))).toList();
  }

  private static List<String> texts(Connection connection, String sql, String... parameters)
      throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Bind bind = Bind.of(connection, sql)) {
      try (ResultSet row = bind.texts(List.of(parameters)).query()) {
        while (row.next()) {
          texts.add(Bind.text(row, 1));
        }
      }
    }
    return texts;
  }

  @Override
  public boolean remove(String caller, String id) {
    return db.transaction(null, connection -> remove(connection, caller, id));
  }

  private boolean remove(Connection connection, String caller, String id) throws SQLException {
    try (Bind bind = Bind.of(connection, remove)) {
      if (bind.text(id).text(caller).update() == 0) {
        return false;
      }
    }
    try (Bind bind = Bind.of(connection, removeVersions)) {
      bind.text(id).update();
    }
    return true;
  }

  @Override
  public int erase(String caller) {
    int count = 0;
    for (String id : db.read(null, connection -> texts(connection, ids, caller))) {
      count += remove(caller, id) ? 1 : 0;
    }
    return count;
  }

  private static String id(Workflow workflow) {
    return Objects.requireNonNull(workflow.id(), "the workflow's id");
  }

  private static String owner(Workflow workflow) {
    return Objects.requireNonNull(workflow.ownerId(), "the workflow's owner");
  }

  private static long version(Workflow workflow) {
    return Micros.of(Objects.requireNonNull(workflow.updatedAt(), "the workflow's updatedAt"));
  }
}
