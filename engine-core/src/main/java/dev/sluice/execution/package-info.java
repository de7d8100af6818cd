/** The record of a run, and who is told about its progress. */
@NullMarked
package dev.sluice.execution;

import org.jspecify.annotations.NullMarked;
