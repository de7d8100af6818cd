package dev.sluice.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.sluice.error.DefinitionRefusedException;
import dev.sluice.error.EngineException;
import dev.sluice.error.InputsRefusedException;
import dev.sluice.error.Problem;
import dev.sluice.execution.Execution;
import dev.sluice.mcp.internal.wire.Wire;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What tools answer. Everything structured is there as text too, for clients that read only that.
 */
final class Answers {
  /** Where the problems of a refusal stand in its {@code _meta}. */
  static final String PROBLEMS = "dev.sluice/problems";

  private Answers() {}

  /** The record, byte by byte as the engine writes it: nothing here reads it again. */
  static CallToolResult record(Execution execution) {
    String json = execution.toJson();
    return answer(json, new RawValue(json), false, Map.of());
  }

  static CallToolResult structured(ObjectNode value) {
    try {
      return answer(Wire.write(value), value, false, Map.of());
    } catch (IOException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  static CallToolResult structured(String text, ObjectNode value) {
    return answer(text, value, false, Map.of());
  }

  static CallToolResult error(String text) {
    return CallToolResult.builder(List.of(McpSchema.TextContent.builder(text).build()))
        .isError(true)
        .build();
  }

  /** A refusal with all its problems: as sentences, and as data beside the content. */
  static CallToolResult refusal(EngineException e) {
    if (e instanceof DefinitionRefusedException refused) {
      return refusal("The workflow definition is refused.", refused.problems());
    } else if (e instanceof InputsRefusedException refused) {
      return refusal("The inputs are refused.", refused.problems());
    }
    return error(String.valueOf(e.getMessage()));
  }

  private static CallToolResult refusal(String what, List<Problem> problems) {
    return CallToolResult.builder(
            List.of(McpSchema.TextContent.builder(what + "\n" + Problem.format(problems)).build()))
        .isError(true)
        .meta(Map.of(PROBLEMS, problems(problems)))
        .build();
  }

  private static CallToolResult answer(
      String text, Object structured, boolean isError, Map<String, Object> meta) {
    return CallToolResult.builder(List.of(McpSchema.TextContent.builder(text).build()))
        .structuredContent(structured)
        .isError(isError)
        .meta(meta.isEmpty() ? null : meta)
        .build();
  }

  static ArrayNode problems(List<Problem> problems) {
    ArrayNode all = Wire.NODES.arrayNode();
    for (Problem problem : problems) {
      ObjectNode out = all.addObject();
      out.put("code", problem.code());
      out.put("severity", problem.isError() ? "error" : "warning");
      out.put("pointer", problem.pointer());
      put(out, "step_number", problem.stepNumber() == null ? 0 : problem.stepNumber());
      put(out, "line", problem.line());
      put(out, "column", problem.column());
      if (problem.reference() != null) {
        out.put("reference", problem.reference());
      }
      if (problem.suggestion() != null) {
        out.put("suggestion", problem.suggestion());
      }
      out.put("message", problem.message());
    }
    return all;
  }

  private static void put(ObjectNode out, String name, int number) {
    if (number != 0) {
      out.put(name, number);
    }
  }

  /** The same as plain data, which the SDK's types want. */
  static Map<String, Object> map(JsonNode schema) {
    return Wire.convert(schema, new io.modelcontextprotocol.json.TypeRef<Map<String, Object>>() {});
  }
}
