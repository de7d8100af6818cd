package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ExecuteOptions;
import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.testkit.Simulation;
import dev.sluice.tool.Approval;
import dev.sluice.tool.ApprovalTool;
import dev.sluice.tool.SleepTool;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class FlowSmokeTest {
  private final Simulation simulation = new Simulation(1, 50);
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final WorkflowEngine engine =
      WorkflowEngine.builder()
          .host(simulation.host())
          .tools(new SleepTool())
          .tools(new ApprovalTool(call -> tokens.add(call.completionToken())))
          .tools(
              Tools.builder()
                  .tool("echo", call -> ToolResult.of(call.arguments()))
                  .tool(
                      "log",
                      call -> {
                        log.add(call.idempotencyKey().substring(37) + " " + call.arguments());
                        return ToolResult.of(call.arguments());
                      })
                  .tool(
                      "flaky",
                      call -> {
                        if (call.attempt() < 3) {
                          throw new ToolException("busy", "busy", true);
                        }
                        return ToolResult.of("ok");
                      })
                  .tool(
                      "fail",
                      call -> {
                        throw new IllegalStateException("broken");
                      })
                  .build())
          .build();

  private Execution run(String json, Map<String, ?> inputs) {
    Execution execution = engine.execute(Workflow.fromJson(json), inputs);
    System.out.println(execution.toJson() + " @" + simulation.nowMs());
    assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
    assertThat(engine.findExecution(execution.id())).contains(execution);
    return execution;
  }

  @Test
  void everything_works_once() {
    run(
        "{'name':'r','steps':[{'step_number':1,'tool_id':'flaky','retry':{'max_attempts':3,'initial_delay_ms':1000}}]}"
            .replace('\'', '"'),
        Map.of());
    run(
        "{'name':'r','steps':[{'step_number':1,'tool_id':'sleep','input_mapping':{'duration_ms':60000}}, {'step_number':2,'tool_id':'echo','when':'{{inputs.x}}'}]}"
            .replace('\'', '"'),
        Map.of());
    run(
        "{'name':'r','steps':[{'step_number':1,'id':'l','tool_id':'echo','for_each':'{{inputs.xs}}','max_concurrency':2,'input_mapping':{'v':'{{item}}','i':'{{index}}'}}],'output':{'o':'{{steps.l.result}}'}}"
            .replace('\'', '"'),
        Map.of("xs", List.of("a", "b", "c")));
    run(
        "{'name':'p','mode':'parallel','steps':[{'step_number':1,'tool_id':'echo','input_mapping':{'v':'{{inputs.x}}'}},{'step_number':2,'tool_id':'echo','input_mapping':{'v':'{{steps.1.result.v}}'}},{'step_number':3,'tool_id':'echo','input_mapping':{'v':'{{steps.1.result.v}}'}},{'step_number':4,'tool_id':'echo','input_mapping':{'v':'{{steps.2.result.v}}{{steps.3.result.v}}'}}]}"
            .replace('\'', '"'),
        Map.of("x", "y"));
    Execution saga =
        run(
            "{'name':'s','steps':[{'step_number':1,'tool_id':'echo','input_mapping':{'v':1},'compensate':{'tool_id':'log','input_mapping':{'undo':'{{steps.1.result.v}}'}}},{'step_number':2,'tool_id':'echo','for_each':[1,2],'input_mapping':{'v':'{{item}}'},'compensate':{'tool_id':'log','input_mapping':{'undo':'{{steps.2.result.v}}','item':'{{item}}'}}},{'step_number':3,'tool_id':'fail'}]}"
                .replace('\'', '"'),
            Map.of());
    assertThat(log)
        .containsExactly(
            "2:1:compensate {\"undo\":2,\"item\":2}",
            "2:0:compensate {\"undo\":1,\"item\":1}",
            "1:compensate {\"undo\":1}");
    assertThat(saga.error()).isEqualTo("Step 3 (fail) failed: broken");
    run(
        "{'name':'t','steps':[{'step_number':1,'tool_id':'sleep','timeout_ms':100,'input_mapping':{'duration_ms':60000},'on_error':{'result':'late'}}]}"
            .replace('\'', '"'),
        Map.of());
    Execution parked =
        engine.execute(
            Workflow.fromJson(
                "{'name':'a','steps':[{'step_number':1,'tool_id':'approval','input_mapping':{'message':'go?','arguments':{'amount':5}}}]}"
                    .replace('\'', '"')),
            Map.of(),
            ExecuteOptions.defaults().waitAtMost(Duration.ofMillis(10)));
    System.out.println(parked.toJson());
    System.out.println(engine.waiting(parked.id()) + " " + tokens);
    engine.decide(
        engine.waiting(parked.id()).get(0).token(), Approval.granted("alice", Instant.EPOCH));
    simulation.runUntilIdle();
    System.out.println(engine.findExecution(parked.id()).get().toJson());
    Workflow child =
        engine.register(
            Workflow.fromJson(
                "{'id':'child','name':'c','steps':[{'step_number':1,'tool_id':'echo','input_mapping':{'v':'{{inputs.v}}'}}]}"
                    .replace('\'', '"')));
    run(
        "{'name':'parent','steps':[{'step_number':1,'tool_id':'workflow:child','input_mapping':{'v':7}}]}"
            .replace('\'', '"'),
        Map.of());
    Execution submitted =
        engine.submit(
            Workflow.fromJson(
                "{'name':'sub','steps':[{'step_number':1,'tool_id':'echo'},{'step_number':2,'tool_id':'sleep','input_mapping':{'duration_ms':60000}}]}"
                    .replace('\'', '"')),
            Map.of());
    System.out.println(submitted.toJson());
    simulation.advanceMs(1000);
    engine.cancel(submitted.id());
    simulation.runUntilIdle();
    System.out.println(engine.findExecution(submitted.id()).get().toJson());
  }
}
