package dev.sluice.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.internal.run.Outcome;
import dev.sluice.internal.run.OutcomeCodec;
import dev.sluice.internal.run.UnitId;
import dev.sluice.store.Fact;
import dev.sluice.tool.Approval;
import dev.sluice.tool.ApprovalTool;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;

/** What runs are told from outside, and its stored form. */
sealed interface Mail {
  /** The run shall be cancelled. */
  record Cancel(String message) implements Mail {}

  /** A pending attempt has an outcome; if that resolves, then only an uncertain one. */
  record Complete(UnitId id, int attempt, Outcome outcome, boolean resolves) implements Mail {}

  /** A person answers an approval. */
  record Decide(UnitId id, int attempt, Approval approval) implements Mail {}

  /** As it is stored. */
  static Fact write(Mail mail, long atMicros) {
    ObjectNode body = Json.NODES.objectNode();
    if (mail instanceof Complete complete) {
      body.put("attempt", complete.attempt());
      OutcomeCodec.write(complete.outcome(), body);
      if (complete.resolves()) {
        body.put("resolves", true);
      }
      return Fact.of("complete", complete.id().path(), atMicros, JsonText.compact(body));
    } else if (mail instanceof Decide decide) {
      Approval approval = decide.approval();
      body.put("attempt", decide.attempt());
      body.put("granted", approval.isGranted());
      body.put("by", approval.by());
      body.put("at", approval.at().toString());
      JsonNode arguments = approval.arguments();
      if (arguments != null) {
        body.set("arguments", arguments);
      }
      if (approval.reason() != null) {
        body.put("reason", approval.reason());
      }
      return Fact.of("decide", decide.id().path(), atMicros, JsonText.compact(body));
    }
    body.put("message", mail instanceof Cancel cancel ? cancel.message() : "");
    return Fact.of("cancel", "", atMicros, JsonText.compact(body));
  }

  /** Reads it; null if it is nothing that this engine knows. */
  static @Nullable Mail read(Fact stored) {
    UnitId id = UnitId.parse(stored.unit());
    JsonNode body =
        StrictReader.read(
            stored.body(), Integer.MAX_VALUE, 1_000, Integer.MAX_VALUE, new ArrayList<>());
    if (id == null || body == null) {
      return null;
    }
    int attempt = body.path("attempt").asInt();
    return switch (stored.kind()) {
      case "cancel" -> new Cancel(body.path("message").asText());
      case "complete" -> {
        Outcome outcome = OutcomeCodec.read(body);
        yield outcome == null ? null : new Complete(id, attempt, outcome, body.has("resolves"));
      }
      case "decide" -> {
        Approval approval = approval(body);
        yield approval == null ? null : new Decide(id, attempt, approval);
      }
      default -> null;
    };
  }

  /** What an answer makes of its step, which asked with these arguments. */
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

  private static @Nullable Approval approval(JsonNode body) {
    Instant at;
    try {
      at = Instant.parse(body.path("at").asText());
    } catch (DateTimeException e) {
      return null;
    }
    String by = body.path("by").asText();
    JsonNode arguments = body.get("arguments");
    if (!body.path("granted").asBoolean()) {
      JsonNode reason = body.get("reason");
      return Approval.rejected(by, at, reason == null ? null : reason.asText());
    }
    return arguments == null ? Approval.granted(by, at) : Approval.grantedWith(by, at, arguments);
  }
}
