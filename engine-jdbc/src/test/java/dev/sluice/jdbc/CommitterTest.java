package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.Fence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How writes come together, on statements that only note what they were asked. */
class CommitterTest {
  private static final Committer.Limits PATIENT = Committer.Limits.of(1, Duration.ofSeconds(60));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Notes notes = new Notes();
  private final Committer committer = new Committer(new NoDatabase(), notes, PATIENT);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Runs the work without any connection, as a database would that never fails by itself. */
  private static final class NoDatabase implements Db {
    @Override
    @SuppressWarnings("DataFlowIssue")
    public <T> T read(String executionId, Work<T> work) {
      try {
        return work.on(null);
      } catch (SQLException e) {
        throw new StoreUnavailableException(executionId, e, true);
      }
    }

    @Override
    public <T> T statement(String executionId, Work<T> work) {
      return read(executionId, work);
    }

    @Override
    public <T> T transaction(String executionId, Work<T> work) {
      return read(executionId, work);
    }
  }

  /** Notes which writes were made together, and answers as a test wants. */
  private static final class Notes implements Writes {
    final List<List<String>> written = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    volatile Function<Append, Boolean> answer = append -> true;
    volatile boolean groupsFail;

    /** Writes of these ids stand until they may go on. */
    final Set<String> held = ConcurrentHashMap.newKeySet();

    final CountDownLatch heldBegan = new CountDownLatch(1);
    final CountDownLatch heldGoOn = new CountDownLatch(1);
    final CountDownLatch largeBegan = new CountDownLatch(1);

    /** An answer that comes once the latch is open. */
    boolean waitsFor(Append append, String id, CountDownLatch latch) {
      if (append.fence().executionId().equals(id)) {
        largeBegan.countDown();
        await(latch);
      } else if (held.contains(append.fence().executionId())) {
        heldBegan.countDown();
        await(heldGoOn);
      }
      return true;
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody let it go on");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean isOneStatement() {
      return true;
    }

    @Override
    public Created create(Connection connection, Creation creation) {
      return Created.YES;
    }

    @Override
    public boolean append(Connection connection, Append append) throws SQLException {
      String id = append.fence().executionId();
      written.add(List.of(id));
      if (id.equals("first")) {
        began.countDown();
        try {
          if (!goOn.await(30, TimeUnit.SECONDS)) {
            throw new SQLException("nobody let it go on");
          }
        } catch (InterruptedException e) {
          throw new SQLException(e);
        }
      }
      if (id.startsWith("broken")) {
        throw new SQLException("broken", "XX000");
      }
      return answer.apply(append);
    }

    @Override
    public boolean[] appendAll(Connection connection, List<Append> appends) throws SQLException {
      written.add(appends.stream().map(append -> append.fence().executionId()).sorted().toList());
      if (groupsFail) {
        throw new SQLException("deadlock", "40P01");
      }
      boolean[] answers = new boolean[appends.size()];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = answer.apply(appends.get(i));
      }
      return answers;
    }

    @Override
    public boolean post(
        Connection connection, boolean ofCaller, String caller, String id, FactRow message) {
      return true;
    }
  }

  private static Append append(String id) {
    FactRows nothing = new FactRows(0, 0, List.of());
    return new Append(new Fence(id, "node", 1), 0, nothing, Runs.RUNNING, null, null);
  }

  /** Lets one write stand, then others come, then all go on. */
  private List<Future<Boolean>> queued(String... ids) throws Exception {
    List<Future<Boolean>> all = new ArrayList<>();
    all.add(threads.submit(() -> committer.append(append("first"))));
    assertThat(notes.began.await(30, TimeUnit.SECONDS)).isTrue();
    for (String id : ids) {
      int before = committer.waiting();
      all.add(threads.submit(() -> committer.append(append(id))));
      while (committer.waiting() == before) {
        Thread.onSpinWait();
      }
    }
    notes.goOn.countDown();
    return all;
  }

  private static boolean answer(Future<Boolean> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_write_with_no_company_goes_at_once_and_alone() {
    assertThat(committer.append(append("a"))).isTrue();
    assertThat(committer.append(append("b"))).isTrue();
    assertThat(notes.written).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void what_came_during_a_write_is_written_together_afterwards() throws Exception {
    for (Future<Boolean> each : queued("a", "b", "c")) {
      assertThat(answer(each)).isTrue();
    }
    assertThat(notes.written).containsExactly(List.of("first"), List.of("a", "b", "c"));
    assertThat(committer.append(append("d"))).as("the permit is free again").isTrue();
    assertThat(notes.written).hasSize(3);
  }

  @Test
  void beside_a_small_group_another_is_written_as_soon_as_it_is_as_large() throws Exception {
    Committer two =
        new Committer(new NoDatabase(), notes, Committer.Limits.of(2, Duration.ofSeconds(60)));
    Future<Boolean> first = threads.submit(() -> two.append(append("first")));
    assertThat(notes.began.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(two.append(append("a"))).as("though the first isn't written yet").isTrue();
    assertThat(first).isNotDone();
    notes.goOn.countDown();
    assertThat(answer(first)).isTrue();
  }

  @Test
  void beside_a_large_group_nothing_is_written() throws Exception {
    Committer two =
        new Committer(new NoDatabase(), notes, Committer.Limits.of(2, Duration.ofSeconds(60)));
    CountDownLatch large = new CountDownLatch(1);
    notes.answer = append -> notes.waitsFor(append, "large-0", large);
    List<Future<Boolean>> all = new ArrayList<>();
    all.add(threads.submit(() -> two.append(append("first"))));
    assertThat(notes.began.await(30, TimeUnit.SECONDS)).isTrue();
    notes.held.add("other");
    all.add(threads.submit(() -> two.append(append("other"))));
    assertThat(notes.heldBegan.await(30, TimeUnit.SECONDS)).as("both permits are taken").isTrue();
    for (int i = 0; i < 10; i++) {
      int before = two.waiting();
      String id = "large-" + i;
      all.add(threads.submit(() -> two.append(append(id))));
      while (two.waiting() == before) {
        Thread.onSpinWait();
      }
    }
    notes.goOn.countDown(); // the ten are a group now
    assertThat(notes.largeBegan.await(30, TimeUnit.SECONDS)).isTrue();
    notes.heldGoOn.countDown();
    assertThat(answer(all.get(1))).isTrue();
    for (int i = 0; i < 12; i++) {
      String id = "late-" + i;
      all.add(threads.submit(() -> two.append(append(id))));
    }
    long since = System.nanoTime();
    while (two.waiting() < 12) {
      assertThat(System.nanoTime() - since).as("time until all wait").isLessThan(30_000_000_000L);
    }
    assertThat(notes.written.stream().flatMap(List::stream)).noneMatch(id -> id.startsWith("late"));
    large.countDown();
    for (Future<Boolean> each : all) {
      assertThat(answer(each)).isTrue();
    }
  }

  @Test
  void a_write_that_is_fenced_off_fails_alone() throws Exception {
    notes.answer = append -> !append.fence().executionId().equals("b");
    List<Future<Boolean>> all = queued("a", "b", "c");
    assertThat(List.of(answer(all.get(1)), answer(all.get(2)), answer(all.get(3))))
        .containsExactly(true, false, true);
    assertThat(notes.written).hasSize(2);
  }

  @Test
  void a_group_that_fails_is_written_one_by_one_and_each_gets_its_own_answer() throws Exception {
    notes.groupsFail = true;
    List<Future<Boolean>> all = queued("a", "broken", "c");
    assertThat(answer(all.get(1))).isTrue();
    assertThat(all.get(2)).failsWithin(30, TimeUnit.SECONDS);
    assertThat(answer(all.get(3))).isTrue();
    assertThat(notes.written)
        .contains(List.of("a", "broken", "c"), List.of("a"), List.of("broken"), List.of("c"));
    assertThat(committer.append(append("d"))).isTrue();
  }

  @Test
  void two_writes_of_one_run_are_never_in_one_group() throws Exception {
    for (Future<Boolean> each : queued("a", "b", "a")) {
      assertThat(answer(each)).isTrue();
    }
    assertThat(notes.written).containsExactly(List.of("first"), List.of("a", "b"), List.of("a"));
  }

  @Test
  void a_leader_that_fails_hands_the_permit_over() throws Exception {
    notes.answer =
        append -> {
          if (append.fence().executionId().equals("first")) {
            throw new IllegalStateException("not even a failure of the database");
          }
          return true;
        };
    List<Future<Boolean>> all = queued("a", "b");
    assertThat(all.get(0)).failsWithin(30, TimeUnit.SECONDS);
    assertThat(answer(all.get(1))).isTrue();
    assertThat(answer(all.get(2))).isTrue();
  }

  @Test
  void those_that_wait_for_a_leader_that_never_comes_back_go_on_alone_and_newcomers_at_once()
      throws Exception {
    Committer brief = new Committer(new NoDatabase(), notes, new Committer.Limits(1, 50_000_000));
    Future<Boolean> stuck = threads.submit(() -> brief.append(append("first")));
    assertThat(notes.began.await(30, TimeUnit.SECONDS)).isTrue();
    List<Future<Boolean>> others = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      others.add(threads.submit(() -> brief.append(append(id))));
    }
    for (Future<Boolean> each : others) {
      assertThat(answer(each)).isTrue();
    }
    assertThat(brief.append(append("d"))).isTrue();
    assertThat(brief.waiting()).isZero();
    assertThat(stuck).isNotDone();
    notes.goOn.countDown();
    assertThat(answer(stuck)).as("it is answered late, and its permit isn't its own").isTrue();
    assertThat(brief.append(append("e"))).isTrue();
  }

  @Test
  void an_interrupted_thread_still_gets_its_answer() throws Exception {
    threads.submit(() -> committer.append(append("first")));
    assertThat(notes.began.await(30, TimeUnit.SECONDS)).isTrue();
    List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
    Thread thread =
        new Thread(
            () -> {
              interrupted.add(committer.append(append("a")));
              interrupted.add(Thread.currentThread().isInterrupted());
            });
    thread.start();
    while (committer.waiting() == 0) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    notes.goOn.countDown();
    thread.join(30_000);
    assertThat(interrupted).containsExactly(true, true);
  }
}
