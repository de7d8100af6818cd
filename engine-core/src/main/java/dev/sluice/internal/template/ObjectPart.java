package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import java.util.Collection;
import java.util.List;

/** An object in which something refers to data. */
final class ObjectPart implements Part {
  /** Keys and places for values in turn. */
  private final @Nullable Object[] keys;

  private final Part[] members;
  private final long fewestBytes;

  ObjectPart(List<String> keys, Collection<Part> members) {
    this.keys = new Object[2 * keys.size()];
    for (int i = 0; i < keys.size(); i++) {
      this.keys[2 * i] = keys.get(i);
    }
    this.members = members.toArray(new Part[0]);
    this.fewestBytes = keys.stream().mapToLong(key -> key.length() + 4L).sum();
  }

  @Override
  public @Nullable JsonNode resolve(Resolution resolution) {
    @Nullable Object[] flat = keys.clone();
    boolean complete = true;
    resolution.enter(fewestBytes);
    for (int i = 0; i < members.length && !resolution.isStopped(); i++) {
      JsonNode value = members[i].resolve(resolution);
      if (value == null) {
        complete = false;
      } else {
        flat[2 * i + 1] = value;
      }
    }
    resolution.leave();
    return complete ? Json.object(flat) : null;
  }
}
