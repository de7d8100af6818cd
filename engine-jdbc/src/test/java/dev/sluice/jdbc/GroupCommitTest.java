package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.Claimant;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import dev.sluice.testkit.Race;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several runs written together, on real databases. */
class GroupCommitTest {
  private static FactRow row(String body) {
    return new FactRow("ended", "1", Runs.T0, body);
  }

  private static Append append(Fence fence, int position, Header header, String... bodies) {
    List<FactRow> rows = new ArrayList<>();
    for (String body : bodies) {
      rows.add(row(body));
    }
    FactRows facts = new FactRows(rows.size(), position, rows);
    return new Append(fence, position, facts, header, null, null);
  }

  private static Creation creation(String id, Claimant claimant, List<String> tags, Header header) {
    NewExecution.Start start =
        new NewExecution.Start(
            null, "parent", 2, tags, -1, 0, 9, 4, tags.isEmpty() ? "q" : "default");
    return Creation.of(
        Runs.of(id, "anna", start), claimant, header, List.of(Runs.fact("{}")), PayloadCodec.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void each_append_of_a_group_is_written_under_its_own_fence(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      Writes writes = database.writes();
      List<Fence> fences = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        fences.add(
            Objects.requireNonNull(
                store
                    .executions()
                    .create(Runs.of("e" + i), Runs.NODE, List.of(Runs.fact("0")), Runs.RUNNING)));
      }
      store.executions().post(null, "e5", Runs.fact("mail"));
      Header released = new Header(Runs.RUNNING.status(), Runs.T0, 0, Header.NEVER, 1, 0, true);
      boolean[] written;
      try (Connection connection = database.source.getConnection()) {
        written =
            writes.appendAll(
                connection,
                List.of(
                    append(fences.get(0), 1, Runs.RUNNING, "1", "2"),
                    append(new Fence("e1", "node-1", 2), 1, Runs.RUNNING, "1"),
                    append(new Fence("e2", "node-2", 1), 1, Runs.ENDED, "1"),
                    append(fences.get(3), 2, Runs.ENDED, "1"),
                    append(fences.get(4), 1, Runs.ENDED, "1"),
                    append(fences.get(5), 1, released, "1"),
                    append(fences.get(6), 1, released),
                    append(new Fence("absent", "node-1", 1), 0, Runs.RUNNING, "1")));
      }
      assertThat(written).containsExactly(true, false, false, false, true, true, true, false);
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        StoredExecution stored = store.executions().find(null, "e" + i).orElseThrow();
        seen.add(stored.header().status().text() + " " + stored.facts().size());
      }
      assertThat(seen)
          .containsExactly(
              "running 3",
              "running 1",
              "running 1",
              "running 1",
              "success 2",
              "running 2",
              "running 1");
      assertThat(store.executions().renew(Runs.NODE, fences))
          .containsExactlyInAnyOrder("e0", "e1", "e2", "e3");
      assertThat(store.executions().claim(Runs.NODE, List.of("default"), List.of(), 9))
          .as("its message wasn't read")
          .extracting(claimed -> claimed.fence().executionId())
          .containsExactly("e5");
      Header ended = store.executions().find(null, "e4").orElseThrow().header();
      assertThat(ended).usingRecursiveComparison().isEqualTo(Runs.ENDED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void creations_and_appends_of_a_group_are_written_together(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      Writes writes = database.writes();
      Fence fence =
          Objects.requireNonNull(
              store.executions().create(Runs.of("old"), Runs.NODE, List.of(), Runs.RUNNING));
      try (Connection connection = database.source.getConnection()) {
        for (int i = 0; i < 12; i++) {
          Writes.Written written =
              writes.writeAll(
                  connection,
                  List.of(
                      creation("old", Runs.NODE, List.of(), Runs.RUNNING),
                      creation("new" + i, Runs.NODE, List.of(), Runs.RUNNING)),
                  List.of(
                      append(new Fence("absent", "node-1", 1), 0, Runs.RUNNING, "1"),
                      append(fence, i, Runs.RUNNING, "1")));
          assertThat(written.created())
              .extracting(Writes.Created::isWritten)
              .containsExactly(false, true);
          assertThat(written.appended()).containsExactly(false, true);
          assertThat(store.executions().find(null, "new" + i).orElseThrow().facts()).hasSize(1);
        }
      }
      assertThat(store.executions().find(null, "old").orElseThrow().facts()).hasSize(12);
      if (backend == Backend.POSTGRES) {
        assertThat(
                database.column(
                    "SELECT count(DISTINCT xmin::text) FROM " + database.table("facts")))
            .as("transactions")
            .containsExactly("12");
      }
    }
  }

  @Test
  void a_group_on_postgres_finds_each_run_by_its_key() throws Exception {
    try (Backend.Empty database = Backend.POSTGRES.empty()) {
      JdbcStore store = database.store();
      Writes writes = database.writes();
      List<Fence> fences = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        fences.add(
            Objects.requireNonNull(
                store.executions().create(Runs.of("e" + i), Runs.NODE, List.of(), Runs.RUNNING)));
      }
      int rounds = 20; // from the fifth on it is prepared, from the tenth on planned for any group
      try (Connection connection = Postgres.source().getConnection()) {
        connection.setAutoCommit(false);
        for (int position = 0; position < rounds; position++) {
          Header header = position == rounds - 1 ? Runs.ENDED : Runs.RUNNING;
          List<Append> appends = new ArrayList<>();
          for (Fence fence : fences) {
            appends.add(append(fence, position, header, "1"));
          }
          assertThat(writes.appendAll(connection, appends)).doesNotContain(false);
        }
        database.assertNoScans(connection, "runs", "executions");
        connection.commit();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_group_of_creations_writes_what_single_ones_would(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      Writes writes = database.writes();
      store.executions().create(Runs.of("taken"), Runs.NODE, List.of(), Runs.RUNNING);
      Header later = new Header(Runs.due().status(), 0, 0, Runs.T0 + 5, Runs.T0, 0, false);
      List<Creation> creations =
          List.of(
              creation("a1", Runs.NODE, List.of("x", "y", "x"), Runs.RUNNING),
              creation("a2", null, List.of(), later),
              creation("taken", Runs.NODE, List.of("z"), Runs.RUNNING));
      Writes.Created[] created;
      try (Connection connection = database.source.getConnection()) {
        created = writes.createAll(connection, creations);
        writes.create(connection, creation("b1", Runs.NODE, List.of("x", "y", "x"), Runs.RUNNING));
        writes.create(connection, creation("b2", null, List.of(), later));
      }
      assertThat(created).extracting(Writes.Created::isWritten).containsExactly(true, true, false);
      for (String n : List.of("1", "2")) {
        StoredExecution together = store.executions().find(null, "a" + n).orElseThrow();
        StoredExecution alone = store.executions().find(null, "b" + n).orElseThrow();
        assertThat(together)
            .usingRecursiveComparison()
            .ignoringFields("id", "execution.id")
            .isEqualTo(alone);
      }
      assertThat(database.column("SELECT id FROM " + database.table("tags") + " ORDER BY id"))
          .containsExactly("a1", "a1", "b1", "b1");
      Optional<StoredExecution> taken = store.executions().find(null, "taken");
      assertThat(taken.orElseThrow().facts()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void runs_of_many_threads_are_whole_and_those_taken_over_are_refused(Backend backend)
      throws Exception {
    int threads = 12;
    int steps = 12;
    try (Backend.Empty database = backend.empty()) {
      JdbcStore store = database.store();
      AtomicInteger refused = new AtomicInteger();
      Race.of(
          threads,
          i -> {
            for (int k = 0; k < 3; k++) {
              String id = i + "-" + k;
              Claimant brief = new Claimant("node-1", k == 2 ? 1 : 60_000_000);
              Fence fence =
                  Objects.requireNonNull(
                      store.executions().create(Runs.of(id), brief, List.of(), Runs.RUNNING));
              for (int step = 0; step < steps; step++) {
                if (k == 2 && step == 3) {
                  List<String> others = new ArrayList<>();
                  for (int other = 0; other < threads; other++) {
                    if (other != i) {
                      others.add(other + "-2");
                    }
                  }
                  while (store
                      .executions()
                      .claim(new Claimant("node-2", 60_000_000), List.of("default"), others, 1)
                      .isEmpty()) {
                    Thread.onSpinWait();
                  }
                }
                try {
                  store
                      .executions()
                      .append(fence, step, List.of(Runs.fact(id + ":" + step)), Runs.RUNNING, null);
                } catch (FencedException e) {
                  refused.incrementAndGet();
                  break;
                }
              }
            }
          });
      assertThat(refused).hasValue(threads);
      for (int i = 0; i < threads; i++) {
        for (int k = 0; k < 3; k++) {
          String id = i + "-" + k;
          List<String> expected = new ArrayList<>();
          for (int step = 0; step < (k == 2 ? 3 : steps); step++) {
            expected.add(id + ":" + step);
          }
          assertThat(store.executions().find(null, id).orElseThrow().facts())
              .extracting(fact -> fact.body())
              .isEqualTo(expected);
        }
      }
    }
  }
}
