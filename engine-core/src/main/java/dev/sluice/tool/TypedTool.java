package dev.sluice.tool;

import org.jspecify.annotations.Nullable;

/**
 * A tool as a function of a Java type.
 *
 * @param <A> what Jackson maps the arguments to
 */
@FunctionalInterface
public interface TypedTool<A> {
  /**
   * Does the work.
   *
   * @param arguments the arguments
   * @return the result: anything that Jackson can write, null for JSON null; a {@link ToolResult}
   *     is taken as it is
   * @throws Exception if the attempt failed
   */
  @Nullable Object call(A arguments) throws Exception;
}
