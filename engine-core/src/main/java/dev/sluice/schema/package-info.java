/**
 * JSON Schema beyond what the engine enforces itself: the small interface that a full validator is
 * plugged in through.
 */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
