package dev.sluice.jdbc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of tables and indexes in one database. SQL texts hold them in braces. Names are checked
 * and quoted, so that no text of a host's becomes SQL.
 */
final class Tables {
  static final String DEFAULT_PREFIX = "sluice_";

  private static final Pattern NAME = Pattern.compile("\\{([a-z_]+)\\}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,29}");
  private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  private final @Nullable String schema;
  private final String prefix;
  private final Dialect dialect;

  private Tables(@Nullable String schema, String prefix, Dialect dialect) {
    this.schema = schema;
    this.prefix = prefix;
    this.dialect = dialect;
  }

  static Tables of(@Nullable String schema, String prefix, Dialect dialect) {
    if (schema != null && !dialect.hasSchemas()) {
      throw new IllegalArgumentException(
          dialect.name() + " has no schemas; leave the schema out, or set a table prefix.");
    }
    return new Tables(schema, prefix, dialect);
  }

  static String checkedPrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "A table prefix has 1 to 30 letters, digits and underscores, and no digit first.");
    }
    return prefix;
  }

  static String checkedSchema(String schema) {
    if (!SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException(
          "A schema's name has 1 to 63 letters, digits and underscores, and no digit first.");
    }
    return schema;
  }

  @Nullable String schema() {
    return schema;
  }

  Dialect dialect() {
    return dialect;
  }

  /** The plain name of a table or an index, as the database's catalog shows it. */
  String plain(String name) {
    return prefix + name;
  }

  private String table(String name) {
    return (schema == null ? "" : quoted(schema) + ".") + quoted(plain(name));
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  /**
   * The text with the names put in for {@code {name}}, and the database's time for {@code {now}}.
   */
  String fill(String sql) {
    return NAME.matcher(sql)
        .replaceAll(
            found -> {
              String name = found.group(1);
              String filled =
                  name.equals("now")
                      ? dialect.now()
                      : name.contains("_by_") && !dialect.qualifiesIndexes()
                          ? quoted(plain(name))
                          : table(name);
              return Matcher.quoteReplacement(filled);
            });
  }
}
