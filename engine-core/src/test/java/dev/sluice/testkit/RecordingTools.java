package dev.sluice.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolCatalog;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Tools that remember how they were called. Set up by one thread, then thread-safe. */
public final class RecordingTools implements ToolInvoker {
  private final Map<String, ToolInvoker> tools = new LinkedHashMap<>();
  private final List<Recorded> calls = new CopyOnWriteArrayList<>();

  /**
   * A call as it was when the tool was entered.
   *
   * @param toolId the tool
   * @param arguments a copy of the arguments
   * @param call the call itself
   */
  public record Recorded(String toolId, ObjectNode arguments, ToolCall call) {}

  /**
   * Adds a tool.
   *
   * @param id its id
   * @param behaviour what it does
   * @return this
   */
  public RecordingTools tool(String id, ToolInvoker behaviour) {
    tools.put(id, behaviour);
    return this;
  }

  /**
   * Adds tools that give their arguments back.
   *
   * @param ids their ids
   * @return this
   */
  public RecordingTools echo(String... ids) {
    for (String id : ids) {
      tools.put(id, call -> ToolResult.of(call.arguments()));
    }
    return this;
  }

  /**
   * All calls so far.
   *
   * @return in the order in which they began
   */
  public List<Recorded> calls() {
    return List.copyOf(calls);
  }

  /**
   * Which tools were called.
   *
   * @return their ids, in the order of the calls
   */
  public List<String> called() {
    return calls.stream().map(Recorded::toolId).toList();
  }

  @Override
  public @Nullable ToolResult invoke(ToolCall call) throws Exception {
    calls.add(new Recorded(call.toolId(), call.arguments().deepCopy(), call));
    return tools.get(call.toolId()).invoke(call);
  }

  @Override
  public ToolCatalog catalog() {
    return ToolCatalog.of(0, tools.keySet().stream().map(ToolDescriptor::of).toList());
  }
}
