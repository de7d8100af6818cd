/**
 * For tests of engines, stores and tools: a settable clock, tools that remember their calls, and
 * the contracts that implementors of the SPIs subclass.
 */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;
