package dev.sluice.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Asks a person: the tool {@value #ID}. Arguments: {@code message}, what they are asked; {@code
 * arguments}, any JSON that they may edit (optional). The step waits, without a thread, until
 * {@code decide} is called with its token and an {@link Approval}.
 *
 * <p>Yes: the result is {@code {"approved": true, "by", "at", "arguments"}}, with the arguments as
 * asked or as edited. No: the step fails with the code {@code rejected}, and its error says who,
 * when and why; {@code on_error} decides what that means to the run. Thread-safe, if its notifier
 * is.
 */
public final class ApprovalTool implements ToolInvoker {
  /** The tool id that steps name. */
  public static final String ID = "approval";

  /** The code with which a rejected step fails. */
  public static final String REJECTED = "rejected";

  private static final ToolCatalog CATALOG = ToolCatalog.of(0, List.of(descriptor()));

  private final Consumer<ToolCall> notifier;

  /**
   * Makes the tool.
   *
   * @param notifier is told of each request; {@link ToolCall#completionToken()} is what {@code
   *     decide} needs. If it throws, the attempt fails
   */
  public ApprovalTool(Consumer<ToolCall> notifier) {
    this.notifier = Objects.requireNonNull(notifier, "notifier");
  }

  private static ToolDescriptor descriptor() {
    ObjectNode input =
        Json.NODES.objectNode().put("type", "object").put("additionalProperties", false);
    ObjectNode properties = input.putObject("properties");
    properties
        .putObject("message")
        .put("type", "string")
        .put("description", "What the person is asked.");
    properties.putObject("arguments").put("description", "What the person may edit: any JSON.");
    input.putArray("required").add("message");
    ObjectNode output =
        Json.NODES.objectNode().put("type", "object").put("additionalProperties", false);
    ObjectNode fields = output.putObject("properties");
    fields.putObject("approved").put("type", "boolean");
    fields.putObject("by").put("type", "string");
    fields.putObject("at").put("type", "string");
    fields.putObject("arguments");
    output.putArray("required").add("approved").add("by").add("at").add("arguments");
    return ToolDescriptor.of(ID)
        .withDescription("Asks a person and waits for the answer.")
        .withInputSchema(input)
        .withOutputSchema(output)
        .withHints(true, true, false);
  }

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException {
    JsonNode message = call.arguments().path("message");
    if (!message.isTextual()) {
      throw new ToolException(
          "invalid_arguments",
          "The arguments of approval are wrong: message must be a string.",
          false);
    }
    notifier.accept(call);
    return ToolResult.pending();
  }

  @Override
  public ToolCatalog catalog() {
    return CATALOG;
  }
}
