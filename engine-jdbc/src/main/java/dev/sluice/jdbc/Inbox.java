package dev.sluice.jdbc;

import dev.sluice.store.Message;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads messages. Those of a run that has ended concern nobody any more. */
final class Inbox {
  private final Db db;
  private final PayloadCodec codec;
  private final String read;
  private final String withMail;

  private record Raw(long number, FactRow content) {}

  Inbox(Db db, Tables tables, PayloadCodec codec) {
    this.db = db;
    this.codec = codec;
    read =
        tables.fill(
            "SELECT i.number, i.kind, i.unit, i.at, i.body FROM {inbox} i"
                + " JOIN {runs} r ON r.run = i.run"
                + " WHERE i.run = (SELECT seq FROM {executions} WHERE id = ?) AND i.number > ?"
                + " ORDER BY i.number");
    withMail = tables.fill("SELECT id FROM {runs} WHERE owner = ? AND inbox_size > inbox_read");
  }

  List<Message> read(String executionId, long after) {
    List<Raw> rows =
        db.read(
            executionId,
            connection -> {
              List<Raw> found = new ArrayList<>();
              try (Bind bind = Bind.of(connection, read)) {
                try (ResultSet row = bind.text(executionId).number(after).query()) {
                  while (row.next()) {
                    FactRow content =
                        new FactRow(
                            Bind.text(row, 2),
                            Bind.text(row, 3),
                            row.getLong(4),
                            Bind.text(row, 5));
                    found.add(new Raw(row.getLong(1), content));
                  }
                }
              }
              return found;
            });
    return rows.stream().map(row -> new Message(row.number(), row.content().fact(codec))).toList();
  }

  Set<String> withMail(String owner) {
    return db.reserved()
        .read(
            null,
            connection -> {
              Set<String> ids = new HashSet<>();
              try (Bind bind = Bind.of(connection, withMail)) {
                try (ResultSet row = bind.text(owner).query()) {
                  while (row.next()) {
                    ids.add(Bind.text(row, 1));
                  }
                }
              }
              return ids;
            });
  }
}
