package dev.sluice.internal.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.Execution;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.plan.Plan;
import dev.sluice.internal.template.UnresolvedException;
import dev.sluice.limit.Limits;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import java.util.List;

/**
 * A run: the fold of its facts, and what can be asked of it. Has a single writer and no lock.
 *
 * <p>New facts come from a {@link RunDecider}: they are applied at once and collected for the next
 * write ({@link #unwritten()}).
 */
public final class RunState {
  final Journal journal;
  private final Ledger ledger;

  /** The record once the run has ended. */
  private @Nullable Execution last;

  private @Nullable ObjectMapper mapper;

  /** The latest: most steps don't change it. */
  private @Nullable Header header;

  /**
   * A run without facts.
   *
   * @param plan what is to be done
   * @param execution with what
   * @param limits within which bounds
   */
  public RunState(Plan plan, NewExecution execution, Limits limits) {
    this(plan, execution, limits, Uncertainty.NONE);
  }

  /**
   * A run without facts that may outlive a crash.
   *
   * @param plan what is to be done
   * @param execution with what
   * @param limits within which bounds
   * @param uncertainty which calls must not be repeated
   */
  public RunState(Plan plan, NewExecution execution, Limits limits, Uncertainty uncertainty) {
    this.journal = new Journal(plan, execution, limits, uncertainty);
    this.ledger = journal.ledger;
  }

  /**
   * Sets what the results of its records are mapped by.
   *
   * @param own the mapper, or null for a plain one
   */
  public void mapBy(@Nullable ObjectMapper own) {
    mapper = own;
  }

  // ---- facts ----

  /**
   * Takes in a fact that is written already.
   *
   * @param fact the next in order
   */
  public void replay(RunFact fact) {
    journal.replay(fact);
  }

  /**
   * The facts to be written. The list is a view: the next decision changes it.
   *
   * @return in order
   */
  public List<RunFact> unwritten() {
    return journal.unwritten();
  }

  /**
   * The first of them were written.
   *
   * @param count how many
   */
  public void written(int count) {
    journal.written(count);
  }

  /**
   * The header that goes with them.
   *
   * @param now microseconds since 1970
   * @param inboxRead the last message that was dealt with
   * @param released whether the claim ends
   * @return the run as a store must know it
   */
  public Header header(long now, long inboxRead, boolean released) {
    long wake = ended() ? Header.NEVER : wakeMicros();
    Header known = header;
    if (known == null
        || known.status() != ledger.status // with which its times change
        || known.wakeMicros() != wake
        || known.atMicros() != now
        || known.inboxRead() != inboxRead
        || known.isReleased() != released) {
      known =
          new Header(
              ledger.status, ledger.startedAt, ledger.completedAt, wake, now, inboxRead, released);
      header = known;
    }
    return known;
  }

  // ---- questions ----

  /**
   * Whether nothing comes any more.
   *
   * @return true once it is so
   */
  public boolean ended() {
    return ledger.status.isEnded();
  }

  /**
   * Whether it was started.
   *
   * @return false while it is pending
   */
  public boolean started() {
    return ledger.startedAt != 0;
  }

  /**
   * Whether it was stopped from outside or by a deadline, so that even running tools shall end.
   *
   * @return true once it is so, until compensations begin
   */
  public boolean halted() {
    return ledger.halted && !journal.undo.active();
  }

  /**
   * Whether nothing new starts any more: it failed, was cancelled, or its time is over.
   *
   * @return true once it is so
   */
  public boolean stopping() {
    return ledger.stopped();
  }

  /**
   * Whether compensations have begun, and the run hasn't ended.
   *
   * @return true while something is still to be undone
   */
  public boolean undoing() {
    return journal.undo.active() && !ended();
  }

  /**
   * When something is due by itself: the start, a retry, the end of a wait or of a call, a
   * deadline.
   *
   * @return microseconds since 1970, or {@link Long#MAX_VALUE}
   */
  public long wakeMicros() {
    if (!started()) {
      NewExecution.Start start = ledger.execution.start();
      return start.deadlineMicros() == 0
          ? start.notBeforeMicros()
          : Math.min(start.notBeforeMicros(), start.deadlineMicros());
    }
    long wake = journal.agenda.nextDue();
    return ledger.stopped() ? wake : Math.min(wake, journal.deadline);
  }

  /**
   * Whether a unit waits for a completion.
   *
   * @param id the unit
   * @return true while it is parked, or its call hasn't said so yet
   */
  public boolean waitsFor(UnitId id) {
    UnitRun unit = journal.unit(id);
    return unit != null && unit.isAwaited();
  }

  /**
   * Whether a unit waits for someone to say what became of a call.
   *
   * @param id the unit
   * @return true if so
   */
  public boolean isUncertain(UnitId id) {
    UnitRun unit = journal.unit(id);
    return unit != null && unit.uncertain && unit.state == UnitRun.State.PARKED;
  }

  /**
   * Whether a completion that came then can have an effect.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param came microseconds since 1970
   * @return false if the attempt is over, or its time was
   */
  public boolean isInTime(UnitId id, int attempt, long came) {
    UnitRun unit = journal.unit(id);
    if (unit == null) {
      return false;
    }
    boolean waits = unit.attempt == attempt && unit.isAwaited();
    return waits ? came < unit.dueAt : unit.isLostCall(attempt);
  }

  /**
   * How many calls of tools it made, those of runs that it started and waited for among them.
   *
   * @return those of which something is recorded
   */
  public int calls() {
    return ledger.calls;
  }

  /**
   * How many calls of tools a run may make that is started by a call under way: what is left of the
   * budget.
   *
   * @param id the unit that starts it; compensations have no budget
   * @return at least 1, or 0 for no bound
   */
  public int budgetFor(UnitId id) {
    int most = ledger.execution.start().maxToolCalls();
    return most == 0 || id.compensation() ? 0 : Math.max(1, most - journal.made());
  }

  /**
   * What a unit's tool was, or would be, called with: arguments aren't stored but resolved again.
   *
   * @param id the unit
   * @return its arguments, or null if there is no such unit or they can't be resolved
   */
  public @Nullable ObjectNode arguments(UnitId id) {
    UnitRun unit = journal.unit(id);
    try {
      return unit == null ? null : journal.arguments(unit);
    } catch (UnresolvedException e) {
      return null;
    }
  }

  /**
   * The units that wait for a completion or a time.
   *
   * @return their ids, in the order in which they began to wait
   */
  public List<Waiting> waiting() {
    return journal.agenda.parked();
  }

  /**
   * A unit that waits.
   *
   * @param id the unit
   * @param attempt the attempt
   * @param untilMicros the latest time, or {@link Long#MAX_VALUE}
   * @param uncertain whether someone must say what became of a call
   */
  public record Waiting(UnitId id, int attempt, long untilMicros, boolean uncertain) {}

  /**
   * The record as of now.
   *
   * @return a new record
   */
  public Execution record() {
    Execution known = last;
    if (known == null) {
      known = Records.of(ledger, mapper);
      last = ended() ? known : null;
    }
    return known;
  }
}
