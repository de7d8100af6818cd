package dev.sluice.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** What differs between databases. Stateless. */
abstract class Dialect {
  /** The database's name, for people. */
  abstract String name();

  /** Where its schema's files are. */
  abstract String folder();

  /** Their names, in order. */
  List<String> migrations() {
    return List.of("001-executions.sql");
  }

  /** Whether a driver that names this product leads to it. */
  abstract boolean isNamed(String product);

  /** What is wrong with a version; empty if nothing is. */
  String complaint(int major, int minor) {
    return "";
  }

  boolean hasSchemas() {
    return true;
  }

  /** Whether {@code CREATE INDEX} takes the index's name with its schema. */
  boolean qualifiesIndexes() {
    return false;
  }

  /** The database's time in microseconds since 1970, the same within one statement. */
  abstract String now();

  /** Makes a changing statement answer with columns of the rows that it changed. */
  String returning(String change, String columns) {
    return change + " RETURNING " + columns;
  }

  /** Makes an insertion do nothing where a unique key is taken. */
  String unlessTaken(String insert) {
    return insert + " ON CONFLICT DO NOTHING";
  }

  /** Whether an insertion failed since a unique key is taken: where it can't do nothing instead. */
  boolean isTaken(SQLException e) {
    return false;
  }

  /** Inserts a definition's hash and body, or says that it is used again. */
  String keepDefinition() {
    return """
        INSERT INTO {definitions} (hash, body) VALUES (?, ?)
        ON CONFLICT (hash) DO UPDATE SET unused_since = NULL""";
  }

  /** Appended to a query of rows that are about to be deleted. */
  String skippingLocked() {
    return "";
  }

  /**
   * Waits until all creations have ended that may not have seen what was committed before the call.
   *
   * @return false if one takes too long
   */
  boolean awaitCreations(Db db, Tables tables) {
    return true;
  }

  /**
   * Whether a creation that is under way is seen before it is committed, by whoever deletes its
   * definition; then creations look a second time whether it is marked, once they can be seen.
   */
  boolean seesUncommitted() {
    return false;
  }

  /** Whether the same statement may work when it is tried again; beyond what the SQLState says. */
  boolean mayPass(SQLException e) {
    return false;
  }

  /** How many threads commit at a time, each for all that wait; 0 if every thread does its own. */
  int commitPermits() {
    return 1;
  }

  /**
   * How connections are used.
   *
   * @param networkTimeout how long an answer over a network is waited for; zero: as the host has it
   */
  abstract Db connect(DataSource source, Duration networkTimeout);

  /** Held while the schema is migrated: SQL that waits for the others, or empty. */
  String migrationLock(Tables tables) {
    return "";
  }

  /**
   * How often a migration is tried. More than once where it is no transaction and knows no lock:
   * there its statements must do no harm when they are repeated.
   */
  int migrationAttempts() {
    return 1;
  }

  /** How runs are written. */
  Writes writes(Tables tables) {
    return new PortableWrites(tables);
  }

  /** How runs are claimed. */
  Claims claims(Tables tables) {
    return new PortableClaims(tables);
  }
}
