/** Shows how a run gets on: lines that are drawn again on a terminal, plain lines elsewhere. */
@NullMarked
package dev.sluice.examples.cli.progress;

import org.jspecify.annotations.NullMarked;
