/**
 * JSON Schema 2020-12 as far as the engine enforces it, and what can be proved from schemas about
 * values that don't exist yet. A leaf.
 *
 * <p>{@link dev.sluice.internal.schema.InputSchema} guards the inputs of a run; {@link
 * dev.sluice.internal.schema.Shape} is what is known of a value before anything runs.
 */
@NullMarked
package dev.sluice.internal.schema;

import org.jspecify.annotations.NullMarked;
