/**
 * The front door: {@link dev.sluice.WorkflowEngine} runs workflows, {@link dev.sluice.CallerView}
 * does so for one caller.
 */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
