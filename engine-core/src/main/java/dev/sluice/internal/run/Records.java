package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.error.StoreUnavailableException;
import dev.sluice.execution.CompensationResult;
import dev.sluice.execution.ErrorCodes;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ItemResult;
import dev.sluice.execution.StepResult;
import dev.sluice.execution.StepStatus;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.Outline;
import dev.sluice.internal.run.RunFact.Ended;
import dev.sluice.store.Fact;
import dev.sluice.store.Micros;
import dev.sluice.store.StoredExecution;
import dev.sluice.workflow.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes execution records out of folded facts. */
public final class Records {
  private Records() {}

  /**
   * The record of a stored run, for the engine itself.
   *
   * @param stored the run; facts that a newer engine wrote are passed over
   * @return its record
   * @throws StoreUnavailableException if it can't be read
   */
  public static Execution of(StoredExecution stored) {
    return of(stored, null);
  }

  /**
   * The record of a stored run, for a host.
   *
   * @param stored the run; facts that a newer engine wrote are passed over
   * @param mapper what its results are mapped by, or null for a plain one
   * @return its record
   * @throws StoreUnavailableException if it can't be read
   */
  public static Execution of(StoredExecution stored, @Nullable ObjectMapper mapper) {
    return read(stored, ledger -> of(ledger, mapper));
  }

  /**
   * How many calls of tools a stored run made.
   *
   * @param stored the run
   * @return those of which something is recorded
   * @throws StoreUnavailableException if it can't be read
   */
  public static int calls(StoredExecution stored) {
    return read(stored, ledger -> ledger.calls);
  }

  private static <T> T read(StoredExecution stored, Function<Ledger, T> use) {
    try {
      return use.apply(ledger(stored));
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) { // facts that don't fit together
      throw StoreUnavailableException.unreadable(stored.id(), e);
    }
  }

  private static Ledger ledger(StoredExecution stored) {
    Ledger ledger = new Ledger(stored.execution(), Outline.of(stored.execution().workflow()));
    for (Fact fact : stored.facts()) {
      RunFact known = FactCodec.decode(fact);
      if (known != null) {
        ledger.apply(known);
      }
    }
    return ledger;
  }

  static Execution of(Ledger ledger, @Nullable ObjectMapper mapper) {
    boolean ended = ledger.status.isEnded();
    return Execution.builder(
            ledger.execution.id(),
            ledger.execution.caller(),
            ledger.execution.inputs(),
            Micros.instant(ledger.execution.createdMicros()))
        .workflowId(ledger.execution.workflow().id())
        .objectMapper(mapper)
        .status(ledger.status)
        .stepResults(steps(ledger))
        .error(ledger.error, shown(ledger.code))
        .startedAt(ledger.startedAt == 0 ? null : Micros.instant(ledger.startedAt))
        .completedAt(
            ended ? Micros.instant(ledger.completedAt) : null, ended ? (Long) ledger.tookMs : null)
        .output(ledger.output)
        .compensationResults(compensations(ledger))
        .parentId(ledger.execution.start().parentId())
        .tags(ledger.execution.start().tags())
        .build();
  }

  /** A plain failure of a tool is what the absence of a code means. */
  private static @Nullable String shown(@Nullable String code) {
    return ErrorCodes.TOOL_ERROR.equals(code) ? null : code;
  }

  private static List<StepResult> steps(Ledger ledger) {
    List<StepResult> out = new ArrayList<>(ledger.steps.length);
    for (StepRun run : ledger.steps) {
      if (run.ended() || run.waits() || loopWaits(run)) {
        Step step = ledger.outline.step(run.slot);
        // All is known before the result is made: what is written into it then needs no barriers.
        Ended end = run.end();
        StepStatus status = end == null ? run.status() : end.status();
        JsonNode result = run.result();
        String error = end == null ? null : end.error();
        String code = end == null ? null : shown(end.code());
        long tookMs = end == null ? run.tookMs() : end.tookMs();
        List<ItemResult> items = run.items == null ? null : items(run);
        String toolId = step.toolId();
        String toolName = step.toolName();
        out.add(
            new StepResult(
                step.stepNumber(),
                toolId,
                toolName,
                status,
                result,
                error,
                code,
                tookMs,
                run.attempt,
                items));
      }
    }
    return out;
  }

  private static boolean loopWaits(StepRun run) {
    for (UnitRun unit : run.units) {
      if (unit.waits()) {
        return true;
      }
    }
    return false;
  }

  private static List<ItemResult> items(StepRun run) {
    List<ItemResult> out = new ArrayList<>();
    for (UnitRun unit : run.units) {
      if (unit.ended() || unit.waits()) {
        out.add(
            new ItemResult(
                unit.id.item(), unit.status(), unit.ended() ? unit.error() : null, unit.attempt));
      }
    }
    return out;
  }

  private static List<CompensationResult> compensations(Ledger ledger) {
    if (ledger.undone.isEmpty()) {
      return List.of();
    }
    List<CompensationResult> out = new ArrayList<>();
    for (UnitRun unit : ledger.undone) {
      Step step = ledger.outline.step(unit.slot);
      out.add(
          new CompensationResult(
              step.stepNumber(),
              unit.id.item() < 0 ? null : (Integer) unit.id.item(),
              step.compensate() == null ? step.toolId() : step.compensate().toolId(),
              unit.status(),
              unit.result(),
              unit.error(),
              unit.attempt,
              unit.tookMs()));
    }
    return out;
  }
}
