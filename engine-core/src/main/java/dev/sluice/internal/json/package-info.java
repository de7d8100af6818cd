/** JSON in one normal form: strict reading, the one writer, sizes, pointers. A leaf. */
@NullMarked
package dev.sluice.internal.json;

import org.jspecify.annotations.NullMarked;
