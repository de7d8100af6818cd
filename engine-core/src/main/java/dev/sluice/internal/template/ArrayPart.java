package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import java.util.Collection;

/** An array in which something refers to data. */
final class ArrayPart implements Part {
  private final Part[] elements;

  ArrayPart(Collection<Part> elements) {
    this.elements = elements.toArray(new Part[0]);
  }

  @Override
  public @Nullable JsonNode resolve(Resolution resolution) {
    ArrayNode array = new ArrayNode(Json.NODES, elements.length);
    boolean complete = true;
    resolution.enter(2L * elements.length);
    for (int i = 0; i < elements.length && !resolution.isStopped(); i++) {
      JsonNode value = elements[i].resolve(resolution);
      if (value == null) {
        complete = false;
      } else {
        array.add(value);
      }
    }
    resolution.leave();
    return complete ? array : null;
  }
}
