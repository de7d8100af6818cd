/** What commands print for people: the result of a run, problems, the flow of data. */
@NullMarked
package dev.sluice.examples.cli.report;

import org.jspecify.annotations.NullMarked;
