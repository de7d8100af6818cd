package dev.sluice.store;

/**
 * A transaction of the host's own, in which a store can create a run: visible when the host
 * commits, gone when it rolls back. What it is, only the store knows that made it.
 */
public interface StoreTransaction {}
