/**
 * What an engine takes from its surroundings: time, ids, randomness, threads. All of it can be
 * replaced.
 */
@NullMarked
package dev.sluice.host;

import org.jspecify.annotations.NullMarked;
