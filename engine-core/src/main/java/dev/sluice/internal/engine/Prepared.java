package dev.sluice.internal.engine;

import dev.sluice.error.Problem;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.check.InputCheck;
import dev.sluice.internal.plan.Plan;
import java.util.List;

/**
 * A definition, checked against one version of the tools.
 *
 * @param catalogVersion of the tools
 * @param plan null if there are errors
 * @param inputCheck null if there are errors
 * @param usesWorkflows whether a step's tool, or what undoes it, is a workflow
 * @param problems all of them, warnings too, in document order
 */
record Prepared(
    long catalogVersion,
    @Nullable Plan plan,
    @Nullable InputCheck inputCheck,
    boolean usesWorkflows,
    List<Problem> problems) {}
