/** Tests of the store in a database. */
package dev.sluice.jdbc;
