package dev.sluice.internal.plan;

import dev.sluice.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What compiling a workflow came to.
 *
 * @param plan the plan, or null if there are errors
 * @param uses every template that could be compiled, in document order
 * @param problems what is wrong, in document order
 */
public record Compilation(@Nullable Plan plan, List<TemplateUse> uses, List<Problem> problems) {}
