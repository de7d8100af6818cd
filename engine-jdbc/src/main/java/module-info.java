/**
 * Keeps executions in the database that the host already has. Nothing is exported yet: the store
 * itself is still to come, and this module only reserves its place and name.
 */
module dev.sluice.jdbc {
  requires transitive dev.sluice.core;
}
