/**
 * Templates: scanned and checked once, then resolved many times. Literals, whole values and text
 * without sections have ways of their own; mustache.java parses and renders what has sections.
 */
@NullMarked
package dev.sluice.internal.template;

import org.jspecify.annotations.NullMarked;
