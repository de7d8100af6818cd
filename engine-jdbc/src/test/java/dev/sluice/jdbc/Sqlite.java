package dev.sluice.jdbc;

import java.nio.file.Path;
import org.sqlite.SQLiteDataSource;

/** SQLite files. */
final class Sqlite {
  private Sqlite() {}

  static SQLiteDataSource file(Path folder) {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("runs.db"));
    return source;
  }
}
