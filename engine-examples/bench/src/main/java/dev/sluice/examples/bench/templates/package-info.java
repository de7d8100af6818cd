/** Family C: six templates against ten step results. */
@NullMarked
package dev.sluice.examples.bench.templates;

import org.jspecify.annotations.NullMarked;
