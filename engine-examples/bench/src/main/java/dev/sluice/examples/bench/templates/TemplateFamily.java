package dev.sluice.examples.bench.templates;

import dev.sluice.examples.bench.harness.Entry;
import dev.sluice.examples.bench.harness.Entry.Kind;
import java.util.List;

/** Six templates against ten step results of 0.9 kB. */
public final class TemplateFamily {
  private TemplateFamily() {}

  /**
   * Who takes part.
   *
   * @return the contenders
   */
  public static List<Entry> entries() {
    return List.of(
        new Entry("floor: bound paths", Kind.FLOOR, BoundFloor::new),
        new Entry("JsonNode walk by hand", Kind.FLOOR, Walk::new),
        new Entry("Sluice, in a run", Kind.OURS, Sluice.InRun::new),
        new Entry("Sluice, TemplateResolver", Kind.OURS, Sluice.Resolver::new),
        new Entry("SpEL", Kind.PEER, Spel::new),
        new Entry("jackson-jq", Kind.PEER, Jq::new),
        new Entry("mustache.java over Maps", Kind.PEER, StockMustache::new));
  }
}
