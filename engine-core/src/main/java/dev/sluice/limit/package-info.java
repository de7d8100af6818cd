/** The bounds that the engine keeps, all settable in one place. */
@NullMarked
package dev.sluice.limit;

import org.jspecify.annotations.NullMarked;
