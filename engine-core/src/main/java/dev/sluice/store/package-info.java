/** Where runs and registered workflows are kept: the SPI of stores, and the in-memory one. */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
