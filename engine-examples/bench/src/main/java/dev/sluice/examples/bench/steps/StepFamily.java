package dev.sluice.examples.bench.steps;

import dev.sluice.examples.bench.harness.Entry;
import dev.sluice.examples.bench.harness.Entry.Kind;
import java.util.List;

/** Ten sequential no-op steps in memory, on one thread. */
public final class StepFamily {
  private StepFamily() {}

  /**
   * Who takes part.
   *
   * @return the contenders
   */
  public static List<Entry> entries() {
    return List.of(
        new Entry("floor: written by hand", Kind.FLOOR, Floor::new),
        new Entry("floor through mustache.java", Kind.FLOOR, MustacheFloor::new),
        new Entry("Sluice", Kind.OURS, () -> new Sluice(false)),
        new Entry("Sluice with a listener", Kind.OURS, () -> new Sluice(true)),
        new Entry("LangChain4j agentic", Kind.PEER, AgenticSequence::new),
        new Entry("Camel, simple language", Kind.PEER, CamelRoute::new),
        new Entry("CNCF Serverless Workflow SDK", Kind.PEER, ServerlessWorkflow::new));
  }
}
