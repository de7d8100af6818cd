package dev.sluice.examples.cli.tools;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;

/** Calls one tool with arguments written as JSON. */
final class Call {
  private Call() {}

  static ToolCall.Builder with(String arguments) throws Exception {
    return ToolCall.builder("tool").arguments((ObjectNode) ExactJson.read(arguments));
  }

  static JsonNode of(ToolInvoker tool, String arguments) throws Exception {
    return (JsonNode) tool.invoke(with(arguments).build()).value();
  }

  static ToolException failing(ToolInvoker tool, String arguments) throws Exception {
    ToolCall call = with(arguments).build();
    return catchThrowableOfType(ToolException.class, () -> tool.invoke(call));
  }
}
