/**
 * What can go wrong, as data: {@link dev.sluice.error.Problem} for a definition, an input or a
 * template, and the small {@link dev.sluice.error.EngineException} family for an engine that can't
 * do what it was asked.
 *
 * <p>A failed step is neither: it is part of the execution record.
 */
@NullMarked
package dev.sluice.error;

import org.jspecify.annotations.NullMarked;
