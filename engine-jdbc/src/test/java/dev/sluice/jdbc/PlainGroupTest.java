package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * Groups on PostgreSQL in which each write is what most are, which have statements of their own.
 */
class PlainGroupTest {
  private static final long T0 = Runs.T0;
  private static final Claimant BRIEF = new Claimant("node-1", 1);

  private static Fact started(long at) {
    return Fact.of("started", "", at, "{}");
  }

  private static Header running(long startedAt, long at) {
    return new Header(ExecutionStatus.RUNNING, startedAt, 0, Header.NEVER, at, 0, false);
  }

  private static NewExecution run(String id, long at) {
    NewExecution plain = Runs.of(id);
    return new NewExecution(
        id, "anna", plain.workflow(), Map.of(), plain.inputs(), at, NewExecution.Start.PLAIN);
  }

  private static Creation creation(String id, long at) {
    return Creation.of(
        run(id, at), Runs.NODE, running(at, at), List.of(started(at)), PayloadCodec.NONE);
  }

  private static Fence created(JdbcStore store, String id, Claimant claimant, long at) {
    return Objects.requireNonNull(
        store.executions().create(run(id, at), claimant, List.of(started(at)), running(at, at)));
  }

  private static Append step(Fence fence, int position, long startedAt, long at, String body) {
    return append(fence, position, running(startedAt, at), Fact.of("ended", "s", at, body));
  }

  private static Append end(Fence fence, int position, long startedAt, long at, String body) {
    Header header = new Header(ExecutionStatus.SUCCESS, startedAt, at, Header.NEVER, at, 0, false);
    long tookMs = (at - startedAt) / 1_000;
    Fact ended = Fact.of("run_ended", "", at, tookMs == 0 ? "{}" : "{\"took_ms\":" + tookMs + "}");
    return append(fence, position, header, Fact.of("ended", "s", at, body), ended);
  }

  private static Append append(Fence fence, int position, Header header, Fact... facts) {
    FactRows rows = FactRows.of(position, List.of(facts), header, PayloadCodec.NONE);
    return new Append(fence, position, rows, header, null, null);
  }

  private static boolean[] written(Backend.Empty database, Append... appends) throws SQLException {
    assertThat(PostgreSqlPlain.areAppends(List.of(appends))).as("plain").isTrue();
    try (Connection connection = database.source.getConnection()) {
      return database.writes().appendAll(connection, List.of(appends));
    }
  }

  private static StoredExecution stored(JdbcStore store, String id) {
    return store.executions().find(null, id).orElseThrow();
  }

  @Test
  void each_is_written_under_its_own_fence() throws Exception {
    try (Backend.Empty database = Backend.POSTGRES.empty()) {
      JdbcStore store = database.store();
      List<Fence> fences = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        fences.add(created(store, "e" + i, i == 5 ? BRIEF : Runs.NODE, T0 + i));
      }
      List<Claimed> taken = List.of();
      while (taken.isEmpty()) {
        taken = store.executions().claim(Runs.NODE, List.of("default"), List.of(), 1);
      }
      boolean[] written =
          written(
              database,
              step(fences.get(0), 1, T0, T0 + 70, "a"),
              step(fences.get(1), 2, T0 + 1, T0 + 71, "too far"),
              end(fences.get(2), 1, T0 + 2, T0 + 72, "b"),
              end(fences.get(3), 0, T0 + 3, T0 + 73, "too early"),
              step(fences.get(4), 1, T0 + 4, T0 + 74, "c"),
              step(fences.get(5), 1, T0 + 5, T0 + 75, "of an old claim"));
      assertThat(written).containsExactly(true, false, true, false, true, false);
      assertThat(written(database, end(fences.get(2), 1, T0 + 2, T0 + 72, "b")))
          .as("it has ended")
          .containsExactly(false);
      assertThat(written(database, step(taken.get(0).fence(), 1, T0 + 5, T0 + 76, "of the new")))
          .containsExactly(true);
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        StoredExecution run = stored(store, "e" + i);
        seen.add(run.header().status().text() + run.facts().stream().map(Fact::body).toList());
      }
      assertThat(seen)
          .containsExactly(
              "running[{}, a]",
              "running[{}]",
              "success[{}, b, {}]",
              "running[{}]",
              "running[{}, c]",
              "running[{}, of the new]");
    }
  }

  @Test
  void another_engines_writes_and_other_kinds_of_facts_go_with_the_general_statement()
      throws Exception {
    try (Backend.Empty database = Backend.POSTGRES.empty()) {
      JdbcStore store = database.store();
      Fence own = created(store, "e0", Runs.NODE, T0);
      Fence other = created(store, "e1", new Claimant("node-2", 60_000_000), T0);
      Fence third = created(store, "e2", Runs.NODE, T0);
      List<Append> appends =
          List.of(
              step(own, 1, T0, T0 + 9, "a"),
              step(other, 1, T0, T0 + 9, "b"),
              append(third, 1, running(T0, T0 + 9), Fact.of("parked", "s", T0 + 9, "c")));
      assertThat(PostgreSqlPlain.areAppends(appends.subList(0, 2))).isFalse();
      assertThat(PostgreSqlPlain.areAppends(List.of(appends.get(0), appends.get(2)))).isFalse();
      try (Connection connection = database.source.getConnection()) {
        assertThat(database.writes().appendAll(connection, appends)).doesNotContain(false);
      }
      assertThat(stored(store, "e1").facts()).extracting(Fact::body).containsExactly("{}", "b");
    }
  }

  /** The same writes, together in one store and one by one in another, whatever they are. */
  @RepeatedTest(20)
  void a_group_leaves_what_single_writes_would(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    int runs = 1 + random.nextInt(9);
    try (Backend.Empty database = Backend.POSTGRES.empty()) {
      JdbcStore store = database.store();
      Writes writes = database.writes();
      List<Fence> together = new ArrayList<>();
      List<Fence> alone = new ArrayList<>();
      try (Connection connection = database.source.getConnection()) {
        writesDefinition(store);
        List<Creation> creations = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
          creations.add(creation("g" + i, T0 + i));
          alone.add(created(store, "s" + i, Runs.NODE, T0 + i));
        }
        assertThat(PostgreSqlPlain.areCreations(creations)).as("plain").isTrue();
        Writes.Created[] made = writes.createAll(connection, creations);
        for (int i = 0; i < runs; i++) {
          assertThat(made[i].isWritten()).isTrue();
          together.add(RowFence.of("g" + i, "node-1", 1, made[i].run(), running(T0 + i, T0 + i)));
        }
        int[] positions = new int[runs];
        for (int round = 1; round < 4; round++) {
          List<Append> group = new ArrayList<>();
          List<Append> single = new ArrayList<>();
          for (int i = 0; i < runs; i++) {
            boolean right = random.nextInt(4) > 0;
            boolean ends = random.nextInt(4) == 0;
            int position = positions[i] < 0 ? round : positions[i] + 1 + (right ? 0 : 1);
            String body = round + ":" + random.nextInt(99) + "\u0000{,\"}";
            long at = T0 + 3_000 * round + i;
            for (Fence fence : List.of(together.get(i), alone.get(i))) {
              (fence == alone.get(i) ? single : group)
                  .add(
                      ends
                          ? end(fence, position, T0 + i, at, body)
                          : step(fence, position, T0 + i, at, body));
            }
            positions[i] = positions[i] < 0 ? -1 : right ? (ends ? -1 : position) : positions[i];
          }
          assertThat(PostgreSqlPlain.areAppends(group)).as("plain").isTrue();
          boolean[] written = writes.appendAll(connection, group);
          for (int i = 0; i < runs; i++) {
            assertThat(written[i]).isEqualTo(writes.append(connection, single.get(i)));
          }
        }
      }
      for (int i = 0; i < runs; i++) {
        assertThat(stored(store, "g" + i))
            .usingRecursiveComparison()
            .ignoringFields("id", "execution.id")
            .isEqualTo(stored(store, "s" + i));
      }
      assertThat(database.column(leases(database, "g")))
          .isEqualTo(database.column(leases(database, "s")));
    }
  }

  private static void writesDefinition(JdbcStore store) {
    created(store, "first", Runs.NODE, T0);
  }

  private static String leases(Backend.Empty database, String prefix) {
    return "SELECT concat_ws(' ', substr(id, 2), facts, attempt, started_at, wake_at, inbox_read,"
        + " inbox_size, priority, recoveries, status, queue, owner, written_at) FROM "
        + database.table("runs")
        + " WHERE id LIKE '"
        + prefix
        + "%' ORDER BY id";
  }

  @Test
  void a_run_whose_definition_isnt_stored_is_left_out_and_the_others_are_made() throws Exception {
    try (Backend.Empty database = Backend.POSTGRES.empty()) {
      JdbcStore store = database.store();
      writesDefinition(store);
      Creation known = creation("known", T0);
      Creation unknown =
          new Creation(
              run("unknown", T0),
              Runs.NODE,
              known.header(),
              "another hash",
              known.inputs(),
              null,
              known.facts());
      try (Connection connection = database.source.getConnection()) {
        Writes.Created[] created = database.writes().createAll(connection, List.of(unknown, known));
        assertThat(created[0].isWritten()).isFalse();
        assertThat(created[1].isWritten()).isTrue();
        assertThat(created[1].run()).isPositive();
        assertThatThrownBy(
                () -> database.writes().createAll(connection, List.of(known, creation("b", T0))))
            .as("an id that is taken: each is made alone then")
            .isInstanceOf(SQLException.class);
      }
      assertThat(store.executions().find(null, "unknown")).isEmpty();
      assertThat(store.executions().find(null, "b")).isEmpty();
    }
  }

  @Test
  void a_runs_row_is_found_by_its_number_even_if_plans_are_made_while_none_is_there()
      throws Exception {
    try (Backend.Empty database = Backend.POSTGRES.empty()) {
      JdbcStore store = database.store();
      Writes writes = database.writes();
      database.execute("VACUUM (ANALYZE) " + database.table("runs"));
      List<Fence> fences = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        fences.add(created(store, "e" + i, Runs.NODE, T0));
      }
      database.execute("VACUUM (ANALYZE) " + database.table("executions"));
      int rounds = 20; // from the fifth on it is prepared, from the tenth on planned for any group
      try (Connection connection = Postgres.source().getConnection()) {
        connection.setAutoCommit(false);
        for (int position = 1; position <= rounds; position++) {
          List<Append> appends = new ArrayList<>();
          for (Fence fence : fences) {
            appends.add(
                position == rounds
                    ? end(fence, position, T0, T0 + position, "1")
                    : step(fence, position, T0, T0 + position, "1"));
          }
          assertThat(writes.appendAll(connection, appends)).doesNotContain(false);
        }
        database.assertNoScans(connection, "runs");
        connection.commit();
      }
    }
  }
}
