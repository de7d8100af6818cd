/** Entry point of the benchmarks. */
@NullMarked
package dev.sluice.examples.bench;

import org.jspecify.annotations.NullMarked;
