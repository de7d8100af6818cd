package dev.sluice.jdbc;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What belongs to a store as a whole. */
final class Settings {
  private static final String TOKEN_SECRET = "token_secret";
  private static final int BYTES = 32;

  private final Db db;
  private final Dialect dialect;
  private final PayloadCodec codec;
  private final String insert;
  private final String select;
  private volatile byte @Nullable [] secret;

  Settings(Db db, Tables tables, PayloadCodec codec) {
    this.db = db;
    this.dialect = tables.dialect();
    this.codec = codec;
    insert =
        tables.fill(dialect.unlessTaken("INSERT INTO {settings} (name, content) VALUES (?, ?)"));
    select = tables.fill("SELECT content FROM {settings} WHERE name = ?");
  }

  /** The secret that all engines of the database share: whoever stores one first decides. */
  byte[] tokenSecret() {
    byte[] known = secret;
    if (known == null) {
      Optional<String> stored = db.read(null, this::read);
      if (stored.isEmpty()) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String content = codec.encode(HexFormat.of().formatHex(random));
        stored =
            db.transaction(
                null,
                connection -> {
                  insert(connection, content);
                  return read(connection);
                });
      }
      known = HexFormat.of().parseHex(codec.decode(stored.orElseThrow()));
      secret = known;
    }
    return known.clone();
  }

  private void insert(Connection connection, String content) throws SQLException {
    try (Bind bind = Bind.of(connection, insert)) {
      bind.text(TOKEN_SECRET).text(content).update();
    } catch (SQLException e) {
      if (!dialect.isTaken(e)) {
        throw e;
      }
    }
  }

  private Optional<String> read(Connection connection) throws SQLException {
    try (Bind bind = Bind.of(connection, select)) {
      try (ResultSet row = bind.text(TOKEN_SECRET).query()) {
        return row.next() ? Optional.of(Bind.text(row, 1)) : Optional.empty();
      }
    }
  }
}
