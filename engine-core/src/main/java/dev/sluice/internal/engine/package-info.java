/**
 * Drives runs: calls tools, writes to the store, waits, tells listeners. The effects that {@code
 * internal.run} leaves out.
 */
@NullMarked
package dev.sluice.internal.engine;

import org.jspecify.annotations.NullMarked;
