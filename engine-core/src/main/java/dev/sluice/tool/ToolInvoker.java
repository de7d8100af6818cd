package dev.sluice.tool;

import org.jspecify.annotations.Nullable;

/**
 * Calls tools: the SPI of plugin authors.
 *
 * <ol>
 *   <li><b>Who calls it, on which thread?</b> An engine: on the thread of whoever executes, or on
 *       the engine's tool executor where the step has a timeout or deadline or its run is parallel
 *       or submitted. Calls may be concurrent; an implementation must be thread-safe.
 *   <li><b>May it block?</b> Yes. It should heed interruption: a timeout, a cancellation and a
 *       closing engine interrupt it. What takes longer than a thread should wait gives {@link
 *       ToolResult#pending()} and is completed later.
 *   <li><b>What does null mean?</b> A Java null is an error of the tool. JSON null is {@code
 *       ToolResult.of(null)}.
 *   <li><b>What does an exception mean?</b> The attempt failed, with the exception's message as its
 *       error. A {@link ToolException} carries a code and whether another attempt may help; others
 *       have the code {@code tool_error} and are retryable where the step has a retry policy. An
 *       {@link InterruptedException} means the code {@code interrupted}. Even an {@link Error} only
 *       fails the step.
 *   <li><b>Can it be called twice for the same work?</b> Yes: after a failure, and after a crash
 *       between the effect and its record. {@link ToolCall#idempotencyKey()} is the same each time.
 *   <li><b>Who closes it?</b> Whoever made it. The engine never does.
 * </ol>
 */
@FunctionalInterface
public interface ToolInvoker {
  /**
   * Calls a tool.
   *
   * @param call what to call with what; its arguments are the tool's own
   * @return the result, never Java null
   * @throws Exception if the attempt failed
   */
  ToolResult invoke(ToolCall call) throws Exception;

  /**
   * Looks up what became of a call that an engine may have made before it crashed. Asked before the
   * call is repeated, and before a step whose call must not be repeated fails or asks a person.
   *
   * @param call as it was, with the same idempotency key
   * @return the result that the call had; or null if it wasn't made, or this invoker can't say
   * @throws Exception if that can't be found out; it counts as null
   */
  default @Nullable ToolResult lookup(ToolCall call) throws Exception {
    return null;
  }

  /**
   * Which tools there are. Asked before every run, so it must be quick; the engine checks again
   * only when {@link ToolCatalog#version()} changed.
   *
   * <p>If it throws, or claims a tool that another invoker has, the engine refuses to start runs
   * with a {@link dev.sluice.error.ToolCatalogException} until it doesn't any more; runs under way
   * go on with the tools that were known.
   *
   * @return the catalog, or null if this invoker can't say which tools it has: then an unknown tool
   *     is a failed step
   */
  default @Nullable ToolCatalog catalog() {
    return null;
  }
}
