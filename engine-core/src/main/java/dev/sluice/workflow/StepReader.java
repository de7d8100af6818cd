package dev.sluice.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one step of a definition. */
final class StepReader {
  private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern ID_OR_NUMBER =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*|[1-9][0-9]{0,9}");

  private StepReader() {}

  static Step read(JsonNode node, String pointer, List<Problem> problems) {
    if (!node.isObject()) {
      problems.add(
          Problem.error(
                  ProblemCode.WRONG_TYPE,
                  pointer,
                  "A step must be an object, but is " + Fields.typeOf(node) + ".")
              .build());
      // Something must stand in its place, or the pointers of later steps would be wrong.
      return new Step(new StepParts());
    }
    JsonNode number = node.get("step_number");
    Integer shown =
        number != null && number.isInt() && number.intValue() > 0
            ? (Integer) number.intValue()
            : null;
    Fields fields = new Fields(node, pointer, shown, problems);
    StepParts parts = new StepParts();
    parts.number = (int) fields.requiredWhole("step_number", 1, Integer.MAX_VALUE);
    parts.id = id(fields);
    parts.toolId = fields.requiredIdentifier("tool_id", DefinitionReader.MOST_IDENTIFIER);
    parts.toolName = fields.identifier("tool_name", DefinitionReader.MOST_IDENTIFIER);
    parts.description = fields.text("description");
    parts.inputMapping = orEmpty(fields.object("input_mapping"));
    parts.when = fields.get("when");
    parts.forEach = fields.get("for_each");
    parts.maxConcurrency = (int) fields.whole("max_concurrency", 1, 10_000, 1);
    if (parts.maxConcurrency > 1 && parts.forEach == null) {
      fields.fault(
          ProblemCode.INVALID_VALUE,
          "max_concurrency",
          "\"max_concurrency\" of a step bounds its loop, but the step has no \"for_each\".");
    }
    parts.timeoutMs = fields.whole("timeout_ms", 1, DefinitionReader.MOST_MILLIS, 0);
    parts.retry = retry(fields.object("retry"), fields.at("retry"), shown, problems);
    parts.onError = onError(fields, shown, problems);
    if (fields.get("on_uncertain") != null) {
      String word = fields.word("on_uncertain", "retry", "fail", "ask");
      parts.onUncertain = OnUncertain.valueOf(word.toUpperCase(Locale.ROOT));
    }
    parts.compensate =
        compensation(fields.object("compensate"), fields.at("compensate"), shown, problems);
    JsonNode after = fields.array("after");
    parts.afterAsRead = after;
    parts.after = after(after, fields);
    fields.noOthers();
    return new Step(parts);
  }

  private static @Nullable String id(Fields fields) {
    String id = fields.identifier("id", DefinitionReader.MOST_IDENTIFIER);
    if (id != null && !ID.matcher(id).matches()) {
      fields.fault(
          ProblemCode.INVALID_VALUE,
          "id",
          "A step's \"id\" must begin with a letter or _ and go on with letters, digits, _ and -.");
      return null;
    }
    return id;
  }

  private static ObjectNode orEmpty(@Nullable ObjectNode node) {
    return node == null ? Json.NODES.objectNode() : node;
  }

  private static @Nullable RetryPolicy retry(
      @Nullable ObjectNode node, String pointer, @Nullable Integer step, List<Problem> problems) {
    if (node == null) {
      return null;
    }
    Fields fields = new Fields(node, pointer, step, problems);
    long attempts = fields.requiredWhole("max_attempts", 1, 1000);
    long initial = fields.whole("initial_delay_ms", 0, DefinitionReader.MOST_MILLIS, 1000);
    BigDecimal multiplier = fields.decimal("multiplier", 1, 1000, 2);
    long most =
        fields.whole("max_delay_ms", 0, DefinitionReader.MOST_MILLIS, Math.max(initial, 300_000));
    BigDecimal jitter = fields.decimal("jitter", 0, 1, 0);
    List<String> on = fields.identifiers("on", DefinitionReader.MOST_IDENTIFIER);
    fields.noOthers();
    return new RetryPolicy((int) Math.max(1, attempts), initial, multiplier, most, jitter, on);
  }

  private static OnError onError(Fields fields, @Nullable Integer step, List<Problem> problems) {
    JsonNode value = fields.get("on_error");
    if (value != null && value.isObject()) {
      Fields inner = new Fields(value, fields.at("on_error"), step, problems);
      inner.get("result");
      inner.noOthers();
      JsonNode result = value.get("result");
      if (result == null) {
        inner.fault(
            ProblemCode.REQUIRED,
            "result",
            "\"on_error\" as an object must have \"result\": the fallback's template.");
        return OnError.fail();
      }
      return OnError.result(result);
    }
    return fields.word("on_error", "fail", "continue").equals("continue")
        ? OnError.proceed()
        : OnError.fail();
  }

  private static @Nullable Compensation compensation(
      @Nullable ObjectNode node, String pointer, @Nullable Integer step, List<Problem> problems) {
    if (node == null) {
      return null;
    }
    Fields fields = new Fields(node, pointer, step, problems);
    String tool = fields.requiredIdentifier("tool_id", DefinitionReader.MOST_IDENTIFIER);
    ObjectNode mapping = orEmpty(fields.object("input_mapping"));
    RetryPolicy retry = retry(fields.object("retry"), fields.at("retry"), step, problems);
    boolean onUnknown = fields.flag("on_unknown");
    fields.noOthers();
    return new Compensation(tool, mapping, retry, onUnknown);
  }

  /** Numbers and ids are both admitted: {@code [1, "forecast"]}. */
  private static List<String> after(@Nullable JsonNode array, Fields fields) {
    List<String> out = new ArrayList<>();
    for (int i = 0; array != null && i < array.size(); i++) {
      JsonNode item = array.get(i);
      boolean names =
          item.isTextual()
              ? item.textValue().length() <= DefinitionReader.MOST_IDENTIFIER
                  && ID_OR_NUMBER.matcher(item.textValue()).matches()
              : item.isInt() && item.intValue() > 0;
      if (names) {
        out.add(item.asText());
      } else {
        fields.elementFault(
            item.isTextual() || item.isIntegralNumber()
                ? ProblemCode.INVALID_VALUE
                : ProblemCode.WRONG_TYPE,
            "after",
            i,
            "must be the id or the number of a step");
      }
    }
    return List.copyOf(out);
  }
}
