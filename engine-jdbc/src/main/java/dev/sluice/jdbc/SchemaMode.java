package dev.sluice.jdbc;

/** What a store does about its tables when it is made. */
public enum SchemaMode {
  /** Creates and upgrades them. Several stores may do so at the same time. */
  MIGRATE,
  /** Changes nothing, and refuses a database whose tables aren't what this version needs. */
  VALIDATE,
  /** Neither changes nor looks: whoever runs {@link JdbcStore#script} is trusted. */
  NONE
}
