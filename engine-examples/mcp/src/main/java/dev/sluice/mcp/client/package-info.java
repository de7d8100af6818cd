/** The tools of Model Context Protocol servers as tools of the engine. */
@NullMarked
package dev.sluice.mcp.client;

import org.jspecify.annotations.NullMarked;
