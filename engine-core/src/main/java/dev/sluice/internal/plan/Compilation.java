package dev.sluice.internal.plan;

import dev.sluice.error.Problem;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.schema.InputSchema;
import java.util.List;

/**
 * What compiling a workflow came to.
 *
 * @param plan the plan, or null if there are errors
 * @param inputs what the inputs must look like, or null where that isn't declared, or wrongly
 * @param uses every template, in document order
 * @param problems what is wrong, in document order
 */
public record Compilation(
    @Nullable Plan plan,
    @Nullable InputSchema inputs,
    List<TemplateUse> uses,
    List<Problem> problems) {}
