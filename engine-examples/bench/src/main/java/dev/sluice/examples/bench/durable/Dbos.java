package dev.sluice.examples.bench.durable;

import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.StepInfo;
import dev.dbos.transact.workflow.Workflow;
import dev.dbos.transact.workflow.WorkflowState;
import dev.sluice.examples.bench.harness.Contender;
import java.util.List;

/** DBOS Transact: a method whose steps are recorded, called through its proxy. */
final class Dbos implements Contender {
  private final HikariDataSource pool;
  private final DBOS dbos;
  private final Counting counting;

  /** What the proxy looks like. */
  public interface Counting {
    /** Counts on, five times. */
    String count(int from);
  }

  /** The workflow. */
  public static final class FiveSteps implements Counting {
    private final DBOS dbos;

    FiveSteps(DBOS dbos) {
      this.dbos = dbos;
    }

    @Override
    @Workflow(name = "five-steps")
    public String count(int from) {
      int count = from;
      for (int i = 1; i <= Agreed.STEPS; i++) {
        int before = count;
        count = dbos.<Integer, RuntimeException>runStep(() -> Agreed.step(before), "count");
      }
      return DBOS.workflowId() + " " + count;
    }
  }

  Dbos(String url) {
    pool = Pools.open(url);
    dbos =
        new DBOS(
            DBOSConfig.defaults("bench")
                .withDataSource(pool)
                .withMigrate(true)
                .withAppVersion("1"));
    counting = dbos.registerProxy(Counting.class, new FiveSteps(dbos));
    dbos.launch();
  }

  @Override
  public Object work() {
    return counting.count(Agreed.INPUT);
  }

  @Override
  public void check() {
    String[] made = ((String) work()).split(" ", -1);
    List<StepInfo> steps = dbos.listWorkflowSteps(made[0]);
    boolean asAgreed =
        dbos.getWorkflowStatus(made[0]).orElseThrow().status() == WorkflowState.SUCCESS
            && made[1].equals(String.valueOf(Agreed.INPUT + Agreed.STEPS))
            && steps.size() == Agreed.STEPS;
    for (int i = 0; i < Agreed.STEPS && asAgreed; i++) {
      asAgreed = Integer.valueOf(Agreed.INPUT + i + 1).equals(steps.get(i).output());
    }
    Agreed.check(asAgreed, steps);
  }

  @Override
  public void close() {
    dbos.shutdown();
    pool.close();
  }
}
