package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.TemplateException;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.StrictReader;
import dev.sluice.limit.Limits;
import dev.sluice.template.TemplateResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Short ways to compile and resolve in tests. */
final class Resolving {
  private Resolving() {}

  /** JSON with single quotes, for readable tests. */
  static JsonNode json(String text) {
    List<Problem> problems = new ArrayList<>();
    JsonNode node = StrictReader.read(text.replace('\'', '"'), 10_000_000, 900, 900_000, problems);
    if (node == null || !problems.isEmpty()) {
      throw new AssertionError(problems);
    }
    return node;
  }

  static JsonNode text(String text) {
    return Json.NODES.textNode(text);
  }

  /** A context with these inputs and no steps. */
  static ObjectNode inputs(JsonNode inputs) {
    return Json.NODES.objectNode().set("inputs", inputs);
  }

  static JsonNode resolve(String template, JsonNode context) {
    return TemplateResolver.create().compile(text(template)).resolve(context);
  }

  static JsonNode resolve(JsonNode mapping, JsonNode context) {
    return TemplateResolver.create().compile(mapping).resolve(context);
  }

  /** The text that a template yields; fails if it yields another type. */
  static String render(String template, JsonNode context) {
    JsonNode value = resolve(template, context);
    if (!value.isTextual()) {
      throw new AssertionError("not a text: " + value);
    }
    return value.textValue();
  }

  static String render(String template, String context) {
    return render(template, json(context));
  }

  /** All problems of compiling; none where it compiles. */
  static List<Problem> refusal(JsonNode mapping) {
    try {
      TemplateResolver.create().compile(mapping);
      return List.of();
    } catch (TemplateException e) {
      return e.problems();
    }
  }

  static List<Problem> refusal(String template) {
    return refusal(text(template));
  }

  /** All problems of resolving; none where it resolves. */
  static List<Problem> failure(JsonNode mapping, JsonNode context) {
    return failure(Limits.defaults(), mapping, context);
  }

  static List<Problem> failure(String template, String context) {
    return failure(text(template), json(context));
  }

  static List<Problem> failure(Limits limits, JsonNode mapping, JsonNode context) {
    try {
      TemplateResolver.builder().limits(limits).build().compile(mapping).resolve(context);
      return List.of();
    } catch (TemplateException e) {
      return e.problems();
    }
  }

  static Limits limits(Consumer<Limits.Builder> change) {
    Limits.Builder builder = Limits.builder();
    change.accept(builder);
    return builder.build();
  }
}
