package dev.sluice.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.internal.wire.Wire;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The schemas of the fixed tools, which are files beside this class, and those of workflows. */
final class Schemas {
  private Schemas() {}

  /** A schema of the file {@code tools.json}. */
  static Map<String, Object> of(String name) {
    try (InputStream in = Schemas.class.getResourceAsStream("tools.json")) {
      if (in == null) {
        throw new IllegalStateException("the file tools.json is part of this library");
      }
      JsonNode all = Wire.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return Answers.map(all.path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a workflow takes. Inputs are an object in any case, and clients want to read it. */
  static Map<String, Object> inputs(Workflow workflow) {
    ObjectNode schema = workflow.inputSchema();
    ObjectNode out = Wire.NODES.objectNode().put("type", "object");
    if (schema != null) {
      schema.remove("type");
      out.setAll(schema);
    }
    return Answers.map(out);
  }
}
