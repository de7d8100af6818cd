/** Keeps executions in the database that the host already has. */
module dev.sluice.jdbc {
  requires transitive dev.sluice.core;
  requires transitive java.sql;
  requires static org.jspecify;

  exports dev.sluice.jdbc;
}
