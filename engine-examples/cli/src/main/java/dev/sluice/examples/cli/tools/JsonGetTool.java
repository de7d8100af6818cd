package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.util.regex.Pattern;

/** {@code json.get}: one part of a JSON value. */
final class JsonGetTool implements ToolInvoker {
  static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of("json.get")
          .withName("Pick from JSON")
          .withDescription(
              "Gives the part of a JSON value that a JSON pointer (RFC 6901) leads to.")
          .withInputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["value", "pointer"], "additionalProperties": false,
                   "properties": {
                    "value": {"description": "any JSON value"},
                    "pointer": {"type": "string", "description": "such as /items/0/name"},
                    "default": {"description": "the result where the pointer leads nowhere"}}}
                  """))
          .withHints(true, true, false);

  private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)*", Pattern.DOTALL);

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException {
    Arguments arguments = new Arguments(call);
    String pointer = arguments.text("pointer");
    if (!arguments.has("value")) {
      throw Arguments.invalid("The argument \"value\" is missing.");
    } else if (!POINTER.matcher(pointer).matches()) {
      throw Arguments.invalid(
          "The argument \"pointer\" must be a JSON pointer: empty, or names that each begin with /.");
    }
    JsonNode found = call.arguments().path("value").at(JsonPointer.compile(pointer));
    if (!found.isMissingNode()) {
      return ToolResult.of(found);
    } else if (arguments.has("default")) {
      return ToolResult.of(call.arguments().get("default"));
    }
    throw new ToolException(
        "not_found", "The value has nothing at " + pointer + ", and there is no default.", false);
  }
}
