/** Measures contenders side by side, each in a Java VM of its own. */
@NullMarked
package dev.sluice.examples.bench.harness;

import org.jspecify.annotations.NullMarked;
