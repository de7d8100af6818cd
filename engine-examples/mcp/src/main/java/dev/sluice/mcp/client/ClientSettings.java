package dev.sluice.mcp.client;

import java.time.Duration;

/** How long servers may take, and how much they may say. */
record ClientSettings(Duration startTimeout, Duration callTimeout, int mostMessageBytes) {}
