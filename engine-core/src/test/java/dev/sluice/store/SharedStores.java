package dev.sluice.store;

import java.util.function.LongSupplier;

/** Stores in memory that several engines of a test work on. */
public final class SharedStores {
  private SharedStores() {}

  /** A store with the contract of a database: leases, inboxes, a clock of its own. */
  public static Store create(LongSupplier clockMicros) {
    return new InMemoryStore(Integer.MAX_VALUE, true, clockMicros);
  }
}
