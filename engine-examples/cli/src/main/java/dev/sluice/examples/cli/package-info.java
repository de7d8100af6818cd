/** The command line: commands, options, inputs, and what they share. */
@NullMarked
package dev.sluice.examples.cli;

import org.jspecify.annotations.NullMarked;
