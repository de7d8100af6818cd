package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.run.Outcome;
import dev.sluice.tool.Approval;
import dev.sluice.tool.ApprovalTool;
import org.jspecify.annotations.Nullable;

/** What an approval's answer makes of its step. */
final class Decisions {
  private Decisions() {}

  static Outcome outcome(Approval approval, @Nullable ObjectNode asked, ToolCaller caller) {
    if (!approval.isGranted()) {
      String reason = approval.reason();
      return Outcome.Failure.lasting(
          ApprovalTool.REJECTED,
          "Rejected by "
              + approval.by()
              + " at "
              + approval.at()
              + (reason == null ? "" : ": " + reason));
    }
    JsonNode edited = approval.arguments();
    JsonNode original = asked == null ? null : asked.get("arguments");
    ObjectNode result = Json.NODES.objectNode();
    result.put("approved", true);
    result.put("by", approval.by());
    result.put("at", approval.at().toString());
    result.set("arguments", edited != null ? edited : original);
    return caller.value(result); // edited arguments come from outside, like any result
  }
}
