package dev.sluice.store;

/** A fact that was read back and not decoded yet. */
record StoredFact(String kind, String unit, long atMicros, String body) implements Fact {}
