package dev.sluice.mcp.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.CallerOperations;
import dev.sluice.WorkflowEngine;
import dev.sluice.error.EngineException;
import dev.sluice.error.Problem;
import dev.sluice.limit.Limits;
import dev.sluice.mcp.internal.wire.Wire;
import dev.sluice.workflow.Workflow;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The tools of the server: the fixed ones, and one for each registered workflow. */
final class ToolList {
  private static final Logger LOG = LoggerFactory.getLogger(ToolList.class);
  private static final Set<String> FIXED =
      Set.of("execute_workflow", "get_workflow_execution", "list_workflows", "check_workflow");

  private final WorkflowEngine engine;
  private final CallerOperations caller;
  private final Limits limits;
  private final RunStarter runs;

  ToolList(WorkflowEngine engine, CallerOperations caller, Limits limits, RunStarter runs) {
    this.engine = engine;
    this.caller = caller;
    this.limits = limits;
    this.runs = runs;
  }

  /** Answers a call. */
  private interface Handler {
    Mono<CallToolResult> call(McpAsyncServerExchange exchange, CallToolRequest request)
        throws Arguments.Refused;
  }

  /** All tools, by name. */
  Map<String, AsyncToolSpecification> all() {
    Map<String, AsyncToolSpecification> tools = new LinkedHashMap<>();
    for (AsyncToolSpecification tool : fixed()) {
      tools.put(tool.tool().name(), tool);
    }
    WorkflowNames.of(caller.list(), FIXED)
        .forEach((name, workflow) -> tools.put(name, tool(name, workflow)));
    return tools;
  }

  private List<AsyncToolSpecification> fixed() {
    List<AsyncToolSpecification> tools = new ArrayList<>();
    tools.add(
        tool(
            builder("execute_workflow", "execute_workflow", "execution")
                .title("Run a workflow")
                .description(
                    "Runs a registered workflow and returns the record of the execution. A run that"
                        + " takes longer than this server waits is answered with the status running;"
                        + " ask get_workflow_execution for the rest. A failed run is an answer with"
                        + " the status failed.")
                .build(),
            this::execute));
    tools.add(
        tool(
            builder("get_workflow_execution", "get_workflow_execution", "execution")
                .title("Read an execution")
                .description("Returns the record of an execution that was started before.")
                .annotations(readOnly())
                .build(),
            (exchange, request) ->
                runs.record(new Arguments(request, Set.of("execution_id")).text("execution_id"))));
    tools.add(
        tool(
            builder("list_workflows", "list_workflows", "workflows")
                .title("List workflows")
                .description("Lists the registered workflows, with what inputs each takes.")
                .annotations(readOnly())
                .build(),
            (exchange, request) -> {
              Arguments unused = new Arguments(request, Set.of());
              return list();
            }));
    tools.add(
        tool(
            builder("check_workflow", "check_workflow", "problems")
                .title("Check a definition")
                .description(
                    "Says everything that is wrong with a workflow definition, each problem with its"
                        + " code, its place and, where one is near, what was probably meant. Runs"
                        + " nothing.")
                .annotations(readOnly())
                .build(),
            this::check));
    return tools;
  }

  private static McpSchema.Tool.Builder builder(String name, String input, String output) {
    return McpSchema.Tool.builder(name, Schemas.of(input)).outputSchema(Schemas.of(output));
  }

  private static McpSchema.ToolAnnotations readOnly() {
    return McpSchema.ToolAnnotations.builder()
        .readOnlyHint(true)
        .idempotentHint(true)
        .destructiveHint(false)
        .openWorldHint(false)
        .build();
  }

  private AsyncToolSpecification tool(String name, Workflow workflow) {
    String id = String.valueOf(workflow.id());
    String description = workflow.description();
    McpSchema.Tool tool =
        McpSchema.Tool.builder(name, Schemas.inputs(workflow))
            .title(workflow.name())
            .description(
                (description == null || description.isBlank() ? workflow.name() : description)
                    + "\n\nRuns the workflow \""
                    + id
                    + "\" and returns the record of the execution.")
            .outputSchema(Schemas.of("execution"))
            .build();
    return tool(
        tool,
        (exchange, request) ->
            runs.run(
                exchange,
                request,
                id,
                request.arguments() == null ? Map.of() : request.arguments(),
                null));
  }

  private static AsyncToolSpecification tool(McpSchema.Tool tool, Handler handler) {
    return AsyncToolSpecification.builder()
        .tool(tool)
        .callHandler(
            (exchange, request) ->
                Mono.defer(() -> contained(handler, exchange, request))
                    .onErrorResume(ToolList::failed)
                    .subscribeOn(Schedulers.boundedElastic()))
        .build();
  }

  private static Mono<CallToolResult> contained(
      Handler handler, McpAsyncServerExchange exchange, CallToolRequest request) {
    try {
      return handler.call(exchange, request);
    } catch (Arguments.Refused e) {
      return Mono.just(Answers.error(String.valueOf(e.getMessage())));
    }
  }

  private static Mono<CallToolResult> failed(Throwable e) {
    if (e instanceof EngineException refused) {
      return Mono.just(Answers.refusal(refused));
    } else if (e instanceof IllegalArgumentException wrong) {
      return Mono.just(Answers.error("The call is refused: " + wrong.getMessage() + "."));
    }
    LOG.error("A call failed", e);
    return Mono.just(Answers.error("The call could not be answered; the server's log says why."));
  }

  private Mono<CallToolResult> execute(McpAsyncServerExchange exchange, CallToolRequest request)
      throws Arguments.Refused {
    Arguments arguments =
        new Arguments(request, Set.of("workflow_id", "inputs", "idempotency_key"));
    return runs.run(
        exchange,
        request,
        arguments.text("workflow_id"),
        arguments.object("inputs"),
        arguments.optionalText("idempotency_key"));
  }

  private Mono<CallToolResult> list() {
    ObjectNode out = Wire.NODES.objectNode();
    ArrayNode all = out.putArray("workflows");
    WorkflowNames.of(caller.list(), FIXED)
        .forEach(
            (tool, workflow) -> {
              ObjectNode item = all.addObject();
              item.put("workflow_id", workflow.id());
              item.put("tool", tool);
              item.put("name", workflow.name());
              item.put("description", workflow.description());
              ArrayNode tags = item.putArray("tags");
              workflow.tags().forEach(tags::add);
              item.put("steps", workflow.steps().size());
              item.set("input_schema", workflow.inputSchema());
            });
    return Mono.just(Answers.structured(out));
  }

  private Mono<CallToolResult> check(McpAsyncServerExchange exchange, CallToolRequest request)
      throws Arguments.Refused {
    Object definition = new Arguments(request, Set.of("definition")).value("definition");
    List<Problem> problems = engine.check(Workflow.parse(text(definition), limits));
    long errors = problems.stream().filter(Problem::isError).count();
    ObjectNode out = Wire.NODES.objectNode();
    out.put("valid", errors == 0);
    out.put("errors", errors);
    out.put("warnings", problems.size() - errors);
    out.set("problems", Answers.problems(problems));
    String text = problems.isEmpty() ? "No problems." : Problem.format(problems);
    return Mono.just(Answers.structured(text, out));
  }

  private static String text(@Nullable Object definition) throws Arguments.Refused {
    if (definition instanceof String text) {
      return text;
    } else if (definition instanceof Map<?, ?> object) {
      try {
        return Wire.write(object);
      } catch (IOException e) {
        throw new IllegalStateException("what was read can be written", e);
      }
    }
    throw new Arguments.Refused(
        "The argument \"definition\" must be an object, or JSON as a string.");
  }
}
