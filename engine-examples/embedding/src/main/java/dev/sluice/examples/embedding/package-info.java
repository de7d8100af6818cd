/** Small programs that embed the engine, one feature each. */
@NullMarked
package dev.sluice.examples.embedding;

import org.jspecify.annotations.NullMarked;
