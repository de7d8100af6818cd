package dev.sluice.internal.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A scope over a tree that notes each path that is asked for. */
final class Lookups implements Scope {
  private final List<List<String>> asked = new ArrayList<>();
  private final JsonNode context;

  Lookups(JsonNode context) {
    this.context = context;
  }

  List<String> paths() {
    return asked.stream().map(path -> String.join(".", path)).toList();
  }

  @Override
  public JsonNode inputs() {
    asked.add(new ArrayList<>(List.of("inputs")));
    return noting(context.get("inputs"));
  }

  @Override
  public JsonNode step(int slot, String key, StepMember member) {
    assertThat(slot).isEqualTo(7);
    asked.add(new ArrayList<>(List.of("steps", key, member.key())));
    return noting(context.get("steps").get(key).get(member.key()));
  }

  @Override
  public @Nullable JsonNode root(String name) {
    throw new AssertionError(name);
  }

  @SuppressWarnings("unchecked") // what anonymous subclasses inherit of deepCopy
  private JsonNode noting(JsonNode node) {
    if (node instanceof ObjectNode) {
      Map<String, JsonNode> members = new TreeMap<>();
      node.properties().forEach(field -> members.put(field.getKey(), field.getValue()));
      return new ObjectNode(JsonNodeFactory.instance, members) {
        @Override
        public @Nullable JsonNode get(String name) {
          asked.get(asked.size() - 1).add(name);
          JsonNode member = super.get(name);
          return member == null ? null : noting(member);
        }
      };
    } else if (node instanceof ArrayNode) {
      List<JsonNode> items = new ArrayList<>();
      node.forEach(items::add);
      return new ArrayNode(JsonNodeFactory.instance, items) {
        @Override
        public @Nullable JsonNode get(int index) {
          asked.get(asked.size() - 1).add(String.valueOf(index));
          JsonNode item = super.get(index);
          return item == null ? null : noting(item);
        }
      };
    }
    return node;
  }
}
