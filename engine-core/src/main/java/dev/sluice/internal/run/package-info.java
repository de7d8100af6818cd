/**
 * A run as a fold of facts: what happened, what that means, and what comes next. Pure: it reads no
 * clock, calls no tool and touches no store.
 */
@NullMarked
package dev.sluice.internal.run;

import org.jspecify.annotations.NullMarked;
