package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.examples.cli.json.NotJsonException;

/** The schemas of tool descriptions, which stand beside each tool as text. */
final class Descriptors {
  private Descriptors() {}

  static JsonNode schema(String json) {
    try {
      return ExactJson.read(json);
    } catch (NotJsonException e) {
      throw new IllegalArgumentException("The schema isn't JSON: " + e.getMessage(), e);
    }
  }
}
