/** Keeps executions and registered workflows in a database: PostgreSQL, SQLite or H2. */
@NullMarked
package dev.sluice.jdbc;

import org.jspecify.annotations.NullMarked;
