package dev.sluice.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;

/** Finds a part of a schema by its pointer. */
final class Parts {
  private Parts() {}

  static Schema at(Schema schema, JsonNode document, String pointer) {
    NodePath path = new NodePath(PathType.JSON_POINTER);
    JsonNode at = document;
    for (String escaped : pointer.substring(1).split("/", -1)) {
      String key = escaped.replace("~1", "/").replace("~0", "~");
      path = at.isArray() ? path.append(Integer.parseInt(key)) : path.append(key);
      at = at.isArray() ? at.get(Integer.parseInt(key)) : at.get(key);
      if (at == null) {
        throw new IllegalArgumentException("The schema has nothing at " + pointer);
      }
    }
    return schema.getSubSchema(path);
  }
}
