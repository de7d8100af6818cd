/** JSON with exact numbers, as the commands and the tools read and write it. A leaf. */
@NullMarked
package dev.sluice.examples.cli.json;

import org.jspecify.annotations.NullMarked;
