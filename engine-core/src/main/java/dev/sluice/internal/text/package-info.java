/** Text from outside: made safe, cut, compared. A leaf. */
@NullMarked
package dev.sluice.internal.text;

import org.jspecify.annotations.NullMarked;
