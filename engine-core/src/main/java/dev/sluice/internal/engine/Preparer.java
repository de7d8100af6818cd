package dev.sluice.internal.engine;

import dev.sluice.error.Problem;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.check.InputCheck;
import dev.sluice.internal.check.WorkflowCheck;
import dev.sluice.internal.plan.Compilation;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.plan.PlanCompiler;
import dev.sluice.limit.Limits;
import dev.sluice.schema.SchemaValidator;
import dev.sluice.workflow.Workflow;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks and compiles definitions, once for each content and version of the tools. Keeps the
 * results of the newest ones. Thread-safe.
 */
final class Preparer {
  private static final int MOST_KEPT = 1_000;

  private final PlanCompiler compiler;
  private final ToolSet tools;
  private final ConcurrentHashMap<Workflow, Prepared> kept = new ConcurrentHashMap<>();

  Preparer(Limits limits, @Nullable SchemaValidator validator, ToolSet tools) {
    this.compiler = new PlanCompiler(limits, validator);
    this.tools = tools;
  }

  Prepared prepare(Workflow workflow) {
    long version = tools.version();
    if (!workflow.problems().isEmpty()) {
      return check(workflow, version);
    }
    Prepared known = kept.get(workflow);
    if (known == null || known.catalogVersion() != version) {
      known = check(workflow, version);
      keep(workflow, known);
    }
    return known;
  }

  private Prepared check(Workflow workflow, long version) {
    Compilation compilation = compiler.compile(workflow);
    List<Problem> problems =
        new WorkflowCheck(tools.catalog(), tools::find, Children::isWorkflow)
            .check(workflow, compilation);
    Plan plan = compilation.plan();
    return plan == null || problems.stream().anyMatch(Problem::isError)
        ? new Prepared(version, null, null, Pins.usesWorkflows(workflow), problems)
        : new Prepared(
            version,
            plan,
            new InputCheck(compilation.uses(), plan.steps()),
            Pins.usesWorkflows(workflow),
            problems);
  }

  private void keep(Workflow workflow, Prepared prepared) {
    kept.put(workflow, prepared);
    if (kept.size() > MOST_KEPT) {
      Iterator<Workflow> any = kept.keySet().iterator();
      if (any.hasNext()) {
        kept.remove(any.next());
      }
    }
  }
}
