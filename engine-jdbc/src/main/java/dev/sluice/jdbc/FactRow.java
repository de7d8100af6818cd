package dev.sluice.jdbc;

import dev.sluice.store.Fact;
import java.util.ArrayList;
import java.util.List;

/** A fact, or a message, as it is stored: its body is encoded. */
record FactRow(String kind, String unit, long atMicros, String body) {
  static FactRow of(Fact fact, PayloadCodec codec) {
    return new FactRow(fact.kind(), fact.unit(), fact.atMicros(), codec.encode(fact.body()));
  }

  static List<FactRow> of(List<? extends Fact> facts, PayloadCodec codec) {
    List<FactRow> rows = new ArrayList<>(facts.size());
    for (Fact fact : facts) {
      rows.add(of(fact, codec));
    }
    return rows;
  }

  /** Of one with texts as a database has them. */
  FactRow original() {
    return new FactRow(
        TextForm.original(kind), TextForm.original(unit), atMicros, TextForm.original(body));
  }

  Fact fact(PayloadCodec codec) {
    return Fact.of(kind, unit, atMicros, codec.decode(body));
  }
}
