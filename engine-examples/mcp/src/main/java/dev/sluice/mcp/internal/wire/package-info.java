/**
 * Messages as lines of exact JSON in UTF-8, read within bounds. A leaf, and not part of the API.
 */
@NullMarked
package dev.sluice.mcp.internal.wire;

import org.jspecify.annotations.NullMarked;
