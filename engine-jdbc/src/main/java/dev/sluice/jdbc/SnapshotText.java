package dev.sluice.jdbc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.store.StoredText;
import dev.sluice.workflow.Workflow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stored form of a run's definitions: the workflow's own text where it is alone, else an object
 * of texts, because a definition's hash is that of its very text.
 */
final class SnapshotText {
  private static final String BUNDLE = "{\"pinned\":";

  private SnapshotText() {}

  static String of(Workflow workflow, Map<String, Workflow> pinned) {
    if (pinned.isEmpty()) {
      return workflow.toJson();
    }
    ObjectNode texts = JsonNodeFactory.instance.objectNode();
    ObjectNode pins = texts.putObject("pinned");
    new TreeMap<>(pinned).forEach((id, pin) -> pins.put(id, pin.toJson()));
    texts.put("workflow", workflow.toJson());
    return StoredText.of(texts);
  }

  static Snapshots.Snapshot read(String text) {
    if (!text.startsWith(BUNDLE)) {
      return new Snapshots.Snapshot(StoredText.workflow(text), Map.of());
    }
    ObjectNode texts = StoredText.inputs(text);
    Map<String, Workflow> pinned = new LinkedHashMap<>();
    texts
        .path("pinned")
        .properties()
        .forEach(pin -> pinned.put(pin.getKey(), StoredText.workflow(pin.getValue().textValue())));
    return new Snapshots.Snapshot(
        StoredText.workflow(texts.path("workflow").textValue()), Map.copyOf(pinned));
  }
}
