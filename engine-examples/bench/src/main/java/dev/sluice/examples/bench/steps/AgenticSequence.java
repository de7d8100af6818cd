package dev.sluice.examples.bench.steps;

import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.scope.AgenticScope;
import dev.sluice.examples.bench.harness.Contender;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * LangChain4j's sequence of agents that ask no model. It has no templates: the arguments are put
 * together in Java. Its record is the scope's state, and holds the results only.
 */
final class AgenticSequence implements Contender {
  private final UntypedAgent sequence;
  private final Map<String, Object> result =
      Map.of("forecast", Agreed.FORECAST, "count", Agreed.COUNT);

  AgenticSequence() {
    Object[] agents = new Object[Agreed.STEPS];
    for (int i = 0; i < agents.length; i++) {
      String before = "result" + i;
      String own = "result" + (i + 1);
      boolean first = i == 0;
      agents[i] = AgenticServices.agentAction(scope -> step(scope, first, before, own));
    }
    sequence =
        AgenticServices.sequenceBuilder()
            .subAgents(agents)
            .output(scope -> scope.readState("result" + Agreed.STEPS))
            .build();
  }

  private void step(AgenticScope scope, boolean first, String before, String own) {
    Object city = scope.readState("city");
    Object forecast = city;
    Object count;
    if (first) {
      count = scope.readState("days");
    } else {
      Map<?, ?> earlier = (Map<?, ?>) scope.readState(before);
      forecast = earlier.get("forecast");
      count = earlier.get("count");
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("city", city);
    arguments.put("text", scope.readState("channel") + ": " + forecast);
    arguments.put("count", count);
    scope.writeState(own, tool(arguments));
  }

  private Object tool(Map<String, Object> arguments) {
    if (Agreed.watched()) {
      Agreed.called(
          Objects.requireNonNull(arguments.get("city")),
          Objects.requireNonNull(arguments.get("text")),
          Objects.requireNonNull(arguments.get("count")));
    }
    return result;
  }

  @Override
  public Object work() {
    return sequence.invoke(Agreed.INPUTS);
  }

  @Override
  public void check() throws Exception {
    if (!Agreed.check(this::work).equals(result)) {
      throw new IllegalStateException("The last result isn't that of the last step");
    }
  }
}
