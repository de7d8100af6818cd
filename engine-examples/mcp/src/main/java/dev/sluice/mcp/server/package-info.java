/** An engine's workflows as tools of a Model Context Protocol server. */
@NullMarked
package dev.sluice.mcp.server;

import org.jspecify.annotations.NullMarked;
