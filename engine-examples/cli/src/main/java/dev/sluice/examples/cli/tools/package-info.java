/** Tools that do real work, written as any plugin author would write them. */
@NullMarked
package dev.sluice.examples.cli.tools;

import org.jspecify.annotations.NullMarked;
