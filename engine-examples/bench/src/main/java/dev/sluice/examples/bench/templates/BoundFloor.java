package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Paths bound beforehand to a slot and its members, results by index. Without limits, and a missing
 * value is a NullPointerException.
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
final class BoundFloor extends TemplateContender {
  private static final int INPUTS = -1;

  /** A path that knows where to start. */
  private record Bound(int slot, String[] names, int[] indexes) {
    static Bound of(String path) {
      String[] all = path.split("\\.", -1);
      boolean step = all[0].equals("steps");
      int from = step ? 3 : 1;
      String[] names = new String[all.length - from];
      int[] indexes = new int[names.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = all[from + i];
        indexes[i] = Character.isDigit(names[i].charAt(0)) ? Integer.parseInt(names[i]) : -1;
      }
      return new Bound(step ? Integer.parseInt(all[1]) - 1 : INPUTS, names, indexes);
    }

    JsonNode in(JsonNode inputs, JsonNode[] results) {
      JsonNode node = slot == INPUTS ? inputs : results[slot];
      for (int i = 0; i < names.length; i++) {
        node = indexes[i] < 0 ? node.get(names[i]) : node.get(indexes[i]);
      }
      return node;
    }
  }

  /** One template: literals around paths; without literals the value itself. */
  private record Bits(String key, String[] literals, Bound[] paths) {}

  private final Bits[] all = new Bits[Data.ARGUMENTS.length];
  private final StringBuilder text = new StringBuilder(64);
  private final JsonNode inputs;
  private final JsonNode[] results = new JsonNode[10];

  BoundFloor() {
    super(true);
    ObjectNode context = Data.context();
    inputs = context.get("inputs");
    for (int i = 0; i < results.length; i++) {
      results[i] = context.get("steps").get(Integer.toString(i + 1)).get("result");
    }
    for (int i = 0; i < all.length; i++) {
      Data.Argument argument = Data.ARGUMENTS[i];
      Bound[] paths = new Bound[argument.paths().length];
      for (int k = 0; k < paths.length; k++) {
        paths[k] = Bound.of(argument.paths()[k]);
      }
      all[i] = new Bits(argument.key(), argument.literals(), paths);
    }
  }

  @Override
  public Object work() {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    for (Bits bits : all) {
      if (bits.literals().length == 0) {
        out.set(bits.key(), bits.paths()[0].in(inputs, results));
      } else {
        text.setLength(0);
        text.append(bits.literals()[0]);
        for (int k = 0; k < bits.paths().length; k++) {
          JsonNode value = bits.paths()[k].in(inputs, results);
          if (value instanceof TextNode) {
            text.append(value.textValue());
          } else if (value instanceof IntNode) {
            text.append(value.intValue());
          } else {
            text.append(value);
          }
          text.append(bits.literals()[k + 1]);
        }
        out.set(bits.key(), TextNode.valueOf(text.toString()));
      }
    }
    return out;
  }
}
