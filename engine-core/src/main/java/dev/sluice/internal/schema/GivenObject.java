package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object among the inputs as references see it: a declared member that is absent is its default,
 * else null. Only whoever looks a name up is told so; as a whole it is what was given, since a tool
 * may want just that, and a list of many small objects must not become a list of large ones.
 */
@SuppressWarnings("unchecked") // of Jackson's own deepCopy
final class GivenObject extends ObjectNode {
  private static final long serialVersionUID = 1L;

  private final transient Alternative declared;

  private GivenObject(Map<String, JsonNode> members, Alternative declared) {
    super(Json.NODES, members);
    this.declared = declared;
  }

  @Override
  public @Nullable JsonNode get(String name) {
    JsonNode given = super.get(name);
    return given == null ? declared.absent(name) : given;
  }

  /** The value itself where nothing in it is declared and absent. */
  static JsonNode seen(List<Shape> shapes, JsonNode value) {
    if (shapes.isEmpty() || !value.isContainerNode()) {
      return value;
    }
    Alternative all = Alternative.of(shapes);
    return value.isObject() ? object(all, value) : Elements.map(all, value, GivenObject::seen);
  }

  @SuppressWarnings("ReferenceEquality") // whether a node was changed is a question of identity
  private static JsonNode object(Alternative all, JsonNode value) {
    boolean changed = all.lacks(value);
    Map<String, JsonNode> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode member = field.getValue();
      JsonNode seen = member.isContainerNode() ? seen(all.member(field.getKey()), member) : member;
      changed |= seen != member;
      members.put(field.getKey(), seen);
    }
    return changed ? new GivenObject(members, all) : value;
  }
}
