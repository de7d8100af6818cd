/** Family B: five durable steps, in PostgreSQL and in SQLite. */
@NullMarked
package dev.sluice.examples.bench.durable;

import org.jspecify.annotations.NullMarked;
