package dev.sluice.jdbc;

import dev.sluice.store.NewExecution;
import dev.sluice.workflow.Workflow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The definitions that runs are made from, by their hash: a workflow, with those that it uses as
 * tools. The ones used last are kept in memory too, since many runs share one. Thread-safe.
 */
final class Snapshots {
  private static final int MOST_KEPT = 256;

  private final PayloadCodec codec;

  /** Guarded by itself. */
  private final Map<String, Snapshot> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Snapshot> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /** What a run is made from, beside its inputs. */
  record Snapshot(Workflow workflow, Map<String, Workflow> pinned) {}

  Snapshots(PayloadCodec codec) {
    this.codec = codec;
  }

  /** The hash of a run's definitions: the workflow's own, if it uses no others. */
  static String hash(NewExecution execution) {
    String own = execution.workflow().contentHash();
    if (execution.pinned().isEmpty()) {
      return own;
    }
    StringBuilder all = new StringBuilder(own);
    for (Map.Entry<String, Workflow> pin : new TreeMap<>(execution.pinned()).entrySet()) {
      String id = pin.getKey();
      all.append('\n').append(id.length()).append(':').append(id);
      all.append(pin.getValue().contentHash());
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = TextForm.stored(all.toString()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The text that is stored for a run's definitions. */
  String body(NewExecution execution) {
    return codec.encode(SnapshotText.of(execution.workflow(), execution.pinned()));
  }

  @Nullable Snapshot kept(String hash) {
    synchronized (kept) {
      return kept.get(hash);
    }
  }

  void keep(String hash, NewExecution execution) {
    keep(hash, new Snapshot(execution.workflow(), execution.pinned()));
  }

  /** Reads what was stored, and keeps it. */
  Snapshot read(String hash, String body) {
    Snapshot snapshot = SnapshotText.read(codec.decode(body));
    keep(hash, snapshot);
    return snapshot;
  }

  private void keep(String hash, Snapshot snapshot) {
    synchronized (kept) {
      kept.put(hash, snapshot);
    }
  }
}
