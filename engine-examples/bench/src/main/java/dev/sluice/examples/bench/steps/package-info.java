/** Family A: ten sequential no-op steps in memory. */
@NullMarked
package dev.sluice.examples.bench.steps;

import org.jspecify.annotations.NullMarked;
