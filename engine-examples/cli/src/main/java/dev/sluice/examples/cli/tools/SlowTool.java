package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.util.function.Consumer;

/**
 * {@code demo.slow}: holds its thread for a while, as real work does, and says so. For trying out
 * what becomes of a run whose process is killed meanwhile.
 */
final class SlowTool implements ToolInvoker {
  static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of("demo.slow")
          .withName("Demo - Slow")
          .withDescription("Works for a while, then gives its value back.")
          .withInputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["takes_ms"], "additionalProperties": false,
                   "properties": {"takes_ms": {"type": "integer", "minimum": 0}, "value": {}}}
                  """))
          .withOutputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["value"], "additionalProperties": false,
                   "properties": {"value": {}}}
                  """));

  private final Consumer<String> printer;

  SlowTool(Consumer<String> printer) {
    this.printer = printer;
  }

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException, InterruptedException {
    JsonNode takes = call.arguments().path("takes_ms");
    if (!takes.canConvertToLong() || takes.asLong() < 0) {
      throw new ToolException("invalid_arguments", "takes_ms must be a number from 0 on.", false);
    }
    printer.accept("demo.slow is called by " + call.idempotencyKey());
    Thread.sleep(takes.asLong());
    ObjectNode result = ExactJson.NODES.objectNode();
    JsonNode value = call.arguments().get("value");
    return ToolResult.of(value == null ? result.putNull("value") : result.set("value", value));
  }
}
