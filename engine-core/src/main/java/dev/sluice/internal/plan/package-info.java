/**
 * A definition compiled for running: steps by slot, edges, bound templates, policies. Immutable.
 */
@NullMarked
package dev.sluice.internal.plan;

import org.jspecify.annotations.NullMarked;
