package dev.sluice.jdbc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Claimant;
import dev.sluice.store.Fact;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.Map;

/** What tests of stores are made of. */
final class Runs {
  static final long T0 = 1_771_243_200_000_001L;
  static final Claimant NODE = new Claimant("node-1", 60_000_000);
  static final Header RUNNING = new Header(ExecutionStatus.RUNNING, T0, 0, Header.NEVER);
  static final Header ENDED = new Header(ExecutionStatus.SUCCESS, T0, T0 + 5, Header.NEVER);
  static final Workflow WORKFLOW =
      Workflow.builder("w").step(Step.of("t").input("x", "{{inputs.x}}")).build();

  private Runs() {}

  static Header due() {
    return new Header(ExecutionStatus.PENDING, 0, 0, T0, T0, 0, false);
  }

  static NewExecution of(String id) {
    return of(id, "anna", NewExecution.Start.PLAIN);
  }

  static NewExecution of(String id, String caller, NewExecution.Start start) {
    ObjectNode inputs = new JsonNodeFactory(true).objectNode().put("x", 1);
    return new NewExecution(id, caller, WORKFLOW, Map.of(), inputs, T0, start);
  }

  static Fact fact(String body) {
    return Fact.of("ended", "1", T0, body);
  }
}
