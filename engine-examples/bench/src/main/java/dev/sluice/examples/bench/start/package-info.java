/** Family D: size, start, and how cost grows. */
@NullMarked
package dev.sluice.examples.bench.start;

import org.jspecify.annotations.NullMarked;
