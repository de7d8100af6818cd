/** Where output goes, and how text from outside is made safe for it. A leaf. */
@NullMarked
package dev.sluice.examples.cli.terminal;

import org.jspecify.annotations.NullMarked;
