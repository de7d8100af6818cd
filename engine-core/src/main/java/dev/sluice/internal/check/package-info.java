/** What can be known to be wrong with a workflow or its inputs before anything runs. */
@NullMarked
package dev.sluice.internal.check;

import org.jspecify.annotations.NullMarked;
