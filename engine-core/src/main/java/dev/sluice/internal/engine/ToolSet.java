package dev.sluice.internal.engine;

import dev.sluice.error.ToolCatalogException;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.PlanStep;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.OnUncertain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Several invokers as one. Each tool belongs to the invoker whose catalog has it; what no catalog
 * has belongs to the one invoker that can't say what it has, if there is one. Thread-safe; made
 * anew when a catalog changes.
 */
public final class ToolSet implements ToolInvoker {
  private final ToolInvoker[] invokers;
  private final @Nullable ToolInvoker open;
  private final AtomicLong reads = new AtomicLong();
  private volatile Snapshot snapshot;

  /** The invokers' catalogs at one time. */
  @SuppressWarnings({
    "ArrayRecordComponent", // read only, compared by nobody, and read at every start
    "ReferenceEquality" // the same catalog object is the common case; else the version decides
  })
  private record Snapshot(
      long version,
      @Nullable ToolCatalog[] parts,
      Map<String, ToolInvoker> owners,
      @Nullable ToolCatalog whole) {
    boolean isOf(ToolInvoker[] invokers) {
      for (int i = 0; i < invokers.length; i++) {
        ToolCatalog now = catalogOf(invokers[i]);
        ToolCatalog then = parts[i];
        if (now != then && (now == null || then == null || now.version() != then.version())) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Composes invokers.
   *
   * @param invokers all of them
   * @throws IllegalArgumentException if two claim one tool id, or two can't say what they have
   * @throws ToolCatalogException if the catalog of one throws
   */
  public ToolSet(List<ToolInvoker> invokers) {
    this.invokers = invokers.toArray(new ToolInvoker[0]);
    List<ToolInvoker> without =
        invokers.stream().filter(invoker -> catalogOf(invoker) == null).toList();
    if (without.size() > 1) {
      throw new IllegalArgumentException(
          "Only one tool invoker may lack a catalog, since nobody could say which of them has a tool; these lack one: "
              + String.join(", ", without.stream().map(ToolSet::name).toList()));
    }
    this.open = without.isEmpty() ? null : without.get(0);
    try {
      this.snapshot = read();
    } catch (ToolCatalogException e) {
      if (e.getCause() != null) {
        throw e;
      }
      // Whoever builds the engine chose the invokers.
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Foreign code: it may throw whatever it likes. */
  private static @Nullable ToolCatalog catalogOf(ToolInvoker invoker) {
    try {
      return invoker.catalog();
    } catch (RuntimeException | Error e) {
      throw new ToolCatalogException(
          "The tool invoker "
              + name(invoker)
              + " can't say which tools it has ("
              + e.getClass().getName()
              + "). Nothing was run; its catalog is asked again with the next call.",
          e);
    }
  }

  private static String name(ToolInvoker invoker) {
    return invoker.getClass().getName();
  }

  private Snapshot read() {
    long version = reads.getAndIncrement();
    @Nullable ToolCatalog[] parts = new ToolCatalog[invokers.length];
    Map<String, ToolInvoker> owners = new HashMap<>();
    List<ToolDescriptor> all = new ArrayList<>();
    for (int i = 0; i < invokers.length; i++) {
      ToolInvoker invoker = invokers[i];
      ToolCatalog catalog = catalogOf(invoker);
      parts[i] = catalog;
      if (catalog == null) {
        continue;
      }
      for (ToolDescriptor tool : catalog.tools()) {
        ToolInvoker other = owners.put(tool.id().intern(), invoker);
        if (other != null) {
          throw new ToolCatalogException(
              "Two tool invokers claim the tool id "
                  + tool.id()
                  + ": "
                  + name(other)
                  + " and "
                  + name(invoker)
                  + ". Each tool must belong to one of them.",
              null);
        }
        all.add(tool);
      }
    }
    return new Snapshot(version, parts, owners, open == null ? ToolCatalog.of(version, all) : null);
  }

  private Snapshot current() {
    Snapshot known = snapshot;
    if (!known.isOf(invokers)) {
      known = read();
      snapshot = known;
    }
    return known;
  }

  /** For runs under way: what a catalog said before it broke still holds for them. */
  private Snapshot lastKnown() {
    try {
      return current();
    } catch (ToolCatalogException e) {
      return snapshot;
    }
  }

  @Override
  public ToolResult invoke(ToolCall call) throws Exception {
    ToolInvoker owner = snapshot.owners().get(call.toolId());
    if (owner == null) {
      owner = current().owners().getOrDefault(call.toolId(), open);
    }
    if (owner == null) {
      throw new ToolException(
          "unknown_tool", "There is no tool with the id " + call.toolId(), false);
    }
    return owner.invoke(call);
  }

  @Override
  public @Nullable ToolResult lookup(ToolCall call) throws Exception {
    ToolInvoker owner = lastKnown().owners().getOrDefault(call.toolId(), open);
    return owner == null ? null : owner.lookup(call);
  }

  /** A tool that is destructive and not idempotent isn't called again, unless its step says so. */
  OnUncertain uncertainty(PlanStep step) {
    OnUncertain wanted = step.onUncertain();
    if (wanted != null) {
      return wanted;
    }
    ToolDescriptor tool = find(step.toolId());
    return tool != null
            && Boolean.TRUE.equals(tool.destructive())
            && !Boolean.TRUE.equals(tool.idempotent())
            && !Boolean.TRUE.equals(tool.readOnly())
        ? OnUncertain.FAIL
        : OnUncertain.RETRY;
  }

  /**
   * Which reading of the catalogs holds now, also where one invoker can't say what it has.
   *
   * @return a number that no other reading has
   */
  long version() {
    return current().version();
  }

  @Override
  public @Nullable ToolCatalog catalog() {
    return current().whole();
  }

  /**
   * What is known of a tool, even where not all tools are known.
   *
   * @param toolId its id
   * @return its descriptor, or null
   */
  public @Nullable ToolDescriptor find(String toolId) {
    for (ToolCatalog part : lastKnown().parts()) {
      ToolDescriptor tool = part == null ? null : part.find(toolId);
      if (tool != null) {
        return tool;
      }
    }
    return null;
  }
}
