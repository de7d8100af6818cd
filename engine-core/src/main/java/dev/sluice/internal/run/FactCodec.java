package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.internal.run.RunFact.Completed;
import dev.sluice.internal.run.RunFact.Ended;
import dev.sluice.internal.run.RunFact.Intent;
import dev.sluice.internal.run.RunFact.LoopOpened;
import dev.sluice.internal.run.RunFact.Parked;
import dev.sluice.internal.run.RunFact.Resumed;
import dev.sluice.internal.run.RunFact.RetryDue;
import dev.sluice.internal.run.RunFact.RunEnded;
import dev.sluice.internal.run.RunFact.Skipped;
import dev.sluice.internal.run.RunFact.Spent;
import dev.sluice.internal.run.RunFact.Started;
import dev.sluice.internal.run.RunFact.Stopping;
import dev.sluice.store.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of facts: kind and body. Their names stand here only. What is so for most facts
 * that something ended, at the first attempt, with success, in no time, isn't written: there is one
 * for each step of each run.
 */
public final class FactCodec {
  private static final int DEPTH = 1_000;
  private static final int FIRST_ATTEMPT = 1;
  private static final String SUCCESS = "success";

  private FactCodec() {}

  static String kind(RunFact fact) {
    if (fact instanceof Ended) {
      return "ended";
    } else if (fact instanceof Started) {
      return "started";
    } else if (fact instanceof RunEnded) {
      return "run_ended";
    } else if (fact instanceof RetryDue) {
      return "retry_due";
    } else if (fact instanceof Parked) {
      return "parked";
    } else if (fact instanceof Skipped) {
      return "skipped";
    } else if (fact instanceof LoopOpened) {
      return "loop_opened";
    } else if (fact instanceof Stopping) {
      return "stopping";
    } else if (fact instanceof Intent) {
      return "intent";
    } else if (fact instanceof Completed) {
      return "completed";
    } else if (fact instanceof Spent) {
      return "spent";
    }
    return "resumed";
  }

  static String body(RunFact fact) {
    ObjectNode out = Json.NODES.objectNode();
    if (fact instanceof Ended ended) {
      putUnless(FIRST_ATTEMPT, out, "attempt", ended.attempt());
      putUnless(SUCCESS, out, "status", ended.status().text());
      out.set("result", ended.result());
      put(out, "code", ended.code());
      put(out, "error", ended.error());
      putUnless(0, out, "took_ms", ended.tookMs());
    } else if (fact instanceof RunEnded ended) {
      putUnless(SUCCESS, out, "status", ended.status().text());
      put(out, "code", ended.code());
      put(out, "error", ended.error());
      put(out, "output", ended.output());
      putUnless(0, out, "took_ms", ended.tookMs());
    } else if (fact instanceof RetryDue retry) {
      out.put("attempt", retry.attempt());
      out.put("started", retry.startedMicros());
      out.put("code", retry.code());
      out.put("error", retry.error());
      out.put("due", retry.dueMicros());
    } else if (fact instanceof Parked parked) {
      out.put("attempt", parked.attempt());
      out.put("started", parked.startedMicros());
      out.put("until", parked.untilMicros());
      put(out, "value", parked.value());
      if (parked.uncertain()) {
        out.put("uncertain", true);
      }
    } else if (fact instanceof Completed completed) {
      out.put("attempt", completed.attempt());
      OutcomeCodec.write(completed.outcome(), out);
    } else if (fact instanceof LoopOpened loop) {
      out.set("items", loop.items());
    } else if (fact instanceof Stopping stopping) {
      out.put("status", stopping.status().text());
      out.put("code", stopping.code());
      out.put("message", stopping.message());
    } else if (fact instanceof Intent intent) {
      out.put("attempt", intent.attempt());
    } else if (fact instanceof Spent spent) {
      putUnless(FIRST_ATTEMPT, out, "attempt", spent.attempt());
      out.put("calls", spent.calls());
    } else if (fact instanceof Resumed resumed) {
      out.put("claim", resumed.claim());
    }
    return JsonText.compact(out);
  }

  private static void put(ObjectNode out, String name, @Nullable String value) {
    if (value != null) {
      out.put(name, value);
    }
  }

  private static void putUnless(long usual, ObjectNode out, String name, long value) {
    if (value != usual) {
      out.put(name, value);
    }
  }

  private static void putUnless(String usual, ObjectNode out, String name, String value) {
    if (!value.equals(usual)) {
      out.put(name, value);
    }
  }

  private static void put(ObjectNode out, String name, @Nullable JsonNode value) {
    if (value != null) {
      out.set(name, value);
    }
  }

  /**
   * Reads a fact.
   *
   * @param fact one of this engine's own, or one as it was stored
   * @return the fact, or null if this engine doesn't know its kind or form: the run belongs to a
   *     newer engine
   */
  public static @Nullable RunFact decode(Fact fact) {
    if (fact instanceof RunFact known) {
      return known;
    }
    UnitId id = UnitId.parse(fact.unit());
    List<Problem> problems = new ArrayList<>();
    JsonNode body =
        StrictReader.read(fact.body(), Integer.MAX_VALUE, DEPTH, Integer.MAX_VALUE, problems);
    if (id == null || body == null) {
      return null;
    }
    try {
      return decode(fact.kind(), id, fact.atMicros(), body);
    } catch (IllegalArgumentException e) {
      return null; // a word that a newer engine wrote
    }
  }

  private static @Nullable RunFact decode(String kind, UnitId id, long at, JsonNode body) {
    int attempt = body.path("attempt").asInt(FIRST_ATTEMPT);
    String status = text(body, "status");
    String ending = status == null ? SUCCESS : status;
    String code = text(body, "code");
    String error = text(body, "error");
    long started = body.path("started").asLong();
    return switch (kind) {
      case "started" -> new Started(at);
      case "resumed" -> new Resumed(at, body.path("claim").asLong());
      case "intent" -> new Intent(id, attempt, at);
      case "spent" -> new Spent(id, attempt, at, body.path("calls").asInt());
      case "skipped" -> new Skipped(id, at);
      case "loop_opened" ->
          body.get("items") instanceof ArrayNode items ? new LoopOpened(id, at, items) : null;
      case "ended" ->
          new Ended(
              id,
              attempt,
              at,
              StepStatus.of(ending),
              body.path("result"),
              code,
              error,
              body.path("took_ms").asLong());
      case "retry_due" ->
          new RetryDue(
              id,
              attempt,
              at,
              started,
              String.valueOf(code),
              String.valueOf(error),
              body.path("due").asLong());
      case "parked" ->
          new Parked(
              id,
              attempt,
              at,
              started,
              body.path("until").asLong(),
              body.get("value"),
              body.path("uncertain").asBoolean());
      case "completed" -> {
        Outcome outcome = OutcomeCodec.read(body);
        yield outcome == null ? null : new Completed(id, attempt, at, outcome);
      }
      case "stopping" ->
          new Stopping(
              at,
              ExecutionStatus.of(body.path("status").asText()),
              String.valueOf(code),
              body.path("message").asText());
      case "run_ended" ->
          new RunEnded(
              at,
              ExecutionStatus.of(ending),
              code,
              error,
              body.get("output"),
              body.path("took_ms").asLong());
      default -> null;
    };
  }

  private static @Nullable String text(JsonNode body, String name) {
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? null : value.asText();
  }
}
