package dev.sluice.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One numbered file of the schema. Files are added and never changed once they are released: their
 * checksums are kept in every database that they were run on.
 *
 * @param version from 1
 * @param name the file's name
 * @param sql its text, with names in braces
 */
record Migration(int version, String name, String sql) {
  private static final Pattern TABLE =
      Pattern.compile(
          "CREATE TABLE (?:IF NOT EXISTS )?(\\{[a-z_]+\\}) \\((.*?)\\n\\)", Pattern.DOTALL);
  private static final Pattern COLUMN = Pattern.compile("\\n  ([a-z_]+) ");
  private static final Pattern INDEX =
      Pattern.compile(
          "CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?\\{([a-z_]+)\\} ON \\{([a-z_]+)\\}");

  /** A table or an index that a file makes. */
  record Part(String name, String of) {}

  static List<Migration> all(Dialect dialect) {
    List<Migration> all = new ArrayList<>();
    for (String file : dialect.migrations()) {
      all.add(new Migration(all.size() + 1, file, text("schema/" + dialect.folder() + "/" + file)));
    }
    return all;
  }

  private static String text(String resource) {
    try (InputStream in = Migration.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The file " + resource + " is missing from the jar.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String checksum() {
    try {
      byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Its statements, without comments. */
  List<String> statements() {
    List<String> statements = new ArrayList<>();
    for (String statement : sql.replaceAll("(?m)^--.*\\n", "").split(";\\n", -1)) {
      if (!statement.isBlank()) {
        statements.add(statement.strip());
      }
    }
    return statements;
  }

  /** The tables that it makes: a query of all columns of each. */
  List<String> queries() {
    List<String> queries = new ArrayList<>();
    for (Matcher table = TABLE.matcher(sql); table.find(); ) {
      List<String> columns = new ArrayList<>();
      for (Matcher column = COLUMN.matcher(table.group(2)); column.find(); ) {
        columns.add(column.group(1));
      }
      queries.add(
          "SELECT " + String.join(", ", columns) + " FROM " + table.group(1) + " WHERE 1 = 0");
    }
    return queries;
  }

  /** The indexes that it makes, with their tables. */
  List<Part> indexes() {
    List<Part> indexes = new ArrayList<>();
    for (Matcher index = INDEX.matcher(sql); index.find(); ) {
      indexes.add(new Part(index.group(1), index.group(2)));
    }
    return indexes;
  }
}
