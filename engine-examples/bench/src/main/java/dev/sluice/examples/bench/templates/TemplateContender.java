package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.bench.harness.Contender;

/** Resolves the six templates. */
abstract class TemplateContender implements Contender {
  private final boolean typed;

  /**
   * @param typed whether numbers stay numbers; otherwise the result may hold them as text
   */
  TemplateContender(boolean typed) {
    this.typed = typed;
  }

  @Override
  public final void check() throws Exception {
    JsonNode made = new ObjectMapper().valueToTree(work());
    ObjectNode expected = Data.expected();
    if (!typed) {
      for (String key : new String[] {"temperature", "wind"}) {
        expected.put(key, expected.get(key).asText());
      }
    }
    if (!made.equals(expected)) {
      throw new IllegalStateException("The templates came to " + made + ", not " + expected);
    }
  }
}
