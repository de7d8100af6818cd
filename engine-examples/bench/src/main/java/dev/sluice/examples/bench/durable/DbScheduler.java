package dev.sluice.examples.bench.durable;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteReplace;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.examples.bench.harness.Contender;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * db-scheduler: a chain of tasks, each of which replaces its row by the next one's, which has the
 * result so far as its data. What is done is deleted: it keeps no record.
 */
final class DbScheduler implements Contender {
  private static final String TABLE =
      """
      CREATE TABLE scheduled_tasks (
        task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
        execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
        last_success timestamptz, last_failure timestamptz, consecutive_failures integer,
        last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
        PRIMARY KEY (task_name, task_instance))
      """;

  private final HikariDataSource pool;
  private final Scheduler scheduler;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  /** What a task hands on to the next. */
  record State(int count) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Who waits for a chain, and what its tasks found in their rows. */
  private record Run(CompletableFuture<State> end, List<Integer> seen) {}

  DbScheduler(String url) throws SQLException {
    pool = Pools.open(url);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
      statement.execute("CREATE INDEX ON scheduled_tasks (execution_time)");
      statement.execute("CREATE INDEX ON scheduled_tasks (last_heartbeat)");
    }
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 1; i <= Agreed.STEPS; i++) {
      int number = i;
      tasks.add(Tasks.custom(step(i)).execute((instance, context) -> execute(number, instance)));
    }
    scheduler =
        Scheduler.create(pool, tasks)
            .threads(Pools.MOST_CALLERS)
            .pollUsingLockAndFetch(0.5, 1.0)
            .enableImmediateExecution()
            .build();
    scheduler.start();
  }

  private static TaskDescriptor<State> step(int number) {
    return TaskDescriptor.of("step-" + number, State.class);
  }

  private CompletionHandler<State> execute(int number, TaskInstance<State> instance) {
    Run run = runs.get(instance.getId());
    if (run == null) {
      throw new IllegalStateException("nobody waits for " + instance.getId());
    }
    run.seen.add(instance.getData().count());
    State next = new State(Agreed.step(instance.getData().count()));
    if (number < Agreed.STEPS) {
      return new OnCompleteReplace<>(step(number + 1), next);
    }
    return (complete, operations) -> {
      operations.remove();
      run.end.complete(next);
    };
  }

  private Run run() throws Exception {
    String id = UUID.randomUUID().toString();
    Run run = new Run(new CompletableFuture<>(), new ArrayList<>(Agreed.STEPS));
    runs.put(id, run);
    scheduler.schedule(step(1).instance(id).data(new State(Agreed.INPUT)).build(), Instant.now());
    run.end.get(1, TimeUnit.MINUTES);
    runs.remove(id);
    return run;
  }

  @Override
  public Object work() throws Exception {
    return run();
  }

  @Override
  public void check() throws Exception {
    Run run = run();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < Agreed.STEPS; i++) {
      expected.add(Agreed.INPUT + i);
    }
    Agreed.check(
        run.seen.equals(expected) && run.end.get().count() == Agreed.INPUT + Agreed.STEPS, run);
  }

  @Override
  public void close() {
    scheduler.stop();
    pool.close();
  }
}
