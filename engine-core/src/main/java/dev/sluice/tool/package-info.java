/** What tools see and give back: the SPI of plugin authors. */
@NullMarked
package dev.sluice.tool;

import org.jspecify.annotations.NullMarked;
