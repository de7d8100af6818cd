/** Workflow definitions: plain data, checked when built, read from and written to JSON. */
@NullMarked
package dev.sluice.workflow;

import org.jspecify.annotations.NullMarked;
