package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Paths that were split beforehand, walked from the root of the context each time. A missing value
 * is a NullPointerException.
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
final class Walk extends TemplateContender {
  /** One template: literals around paths; without literals the value itself. */
  private record Bits(String key, String[] literals, String[][] paths) {}

  private final Bits[] all = new Bits[Data.ARGUMENTS.length];
  private final ObjectNode context = Data.context();

  Walk() {
    super(true);
    for (int i = 0; i < all.length; i++) {
      Data.Argument argument = Data.ARGUMENTS[i];
      String[][] paths = new String[argument.paths().length][];
      for (int k = 0; k < paths.length; k++) {
        paths[k] = argument.paths()[k].split("\\.", -1);
      }
      all[i] = new Bits(argument.key(), argument.literals(), paths);
    }
  }

  @Override
  public Object work() {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    for (Bits bits : all) {
      if (bits.literals().length == 0) {
        out.set(bits.key(), find(bits.paths()[0]));
      } else {
        StringBuilder text = new StringBuilder(64).append(bits.literals()[0]);
        for (int i = 0; i < bits.paths().length; i++) {
          JsonNode value = find(bits.paths()[i]);
          text.append(value.isTextual() ? value.textValue() : value.toString());
          text.append(bits.literals()[i + 1]);
        }
        out.put(bits.key(), text.toString());
      }
    }
    return out;
  }

  private JsonNode find(String[] path) {
    JsonNode node = context;
    for (String name : path) {
      node = node.isArray() ? node.get(Integer.parseInt(name)) : node.get(name);
    }
    return node;
  }
}
