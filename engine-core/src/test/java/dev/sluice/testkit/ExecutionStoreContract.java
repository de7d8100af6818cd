package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.ConflictException;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonText;
import dev.sluice.store.Claimant;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.Micros;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ExecutionStore} must do, as far as running inline goes. Subclass it and hand
 * out yours, empty.
 */
public abstract class ExecutionStoreContract {
  private static final long T0 = 1_771_243_200_000_001L;
  private static final Header RUNNING = new Header(ExecutionStatus.RUNNING, T0, 0, Header.NEVER);
  private static final Header ENDED = new Header(ExecutionStatus.SUCCESS, T0, T0 + 5, Header.NEVER);
  private static final Claimant NODE_1 = new Claimant("node-1", 60_000_000);
  private static final Claimant NODE_2 = new Claimant("node-2", 60_000_000);
  private static final Workflow WORKFLOW =
      Workflow.builder("w").id("wf_1").step(Step.of("t").input("x", "{{inputs.x}}")).build();

  /**
   * The store under test.
   *
   * @return in one test always the same store; empty at its start
   */
  protected abstract ExecutionStore store();

  // ---- what tests are made of ----

  /**
   * A run that can be created.
   *
   * @param id its id
   * @param caller who triggered it
   * @param createdMicros when
   * @param start its options
   * @return with inputs that are easily damaged
   */
  protected static NewExecution run(
      String id, String caller, long createdMicros, NewExecution.Start start) {
    ObjectNode inputs = Json.NODES.objectNode();
    inputs.put("b", new BigDecimal("1.10")).put("a", new BigDecimal("1e400"));
    inputs.put("text", "\u0000 \uD83D\uDE00 \uD800 \u2028 \"\\");
    return new NewExecution(
        id, caller, WORKFLOW, Map.of("child", WORKFLOW), inputs, createdMicros, start);
  }

  private static NewExecution run(String id) {
    return run(id, "anna", T0, NewExecution.Start.PLAIN);
  }

  private static NewExecution.Start keyed(String key) {
    return new NewExecution.Start(key, null, 0, List.of(), 0, 0, 0, 0, "default");
  }

  private static Fact fact(String kind, String unit, int at, String body) {
    return Fact.of(kind, unit, T0 + at, body);
  }

  private static final Fact STARTED = fact("started", "", 0, "{}");

  private Fence created(NewExecution run) {
    return Objects.requireNonNull(store().create(run, NODE_1, List.of(STARTED), RUNNING));
  }

  private void append(Fence fence, int position, List<? extends Fact> facts, Header header)
      throws FencedException {
    store().append(fence, position, facts, header, null);
  }

  private static List<List<Object>> columns(StoredExecution stored) {
    return stored.facts().stream()
        .<List<Object>>map(f -> List.of(f.kind(), f.unit(), f.atMicros(), f.body()))
        .toList();
  }

  private static List<List<Object>> columns(Fact... facts) {
    return columns(new StoredExecution(run("any"), RUNNING, List.of(facts)));
  }

  private StoredExecution read(String id) {
    return store().find(null, id).orElseThrow();
  }

  // ---- creating ----

  @Test
  void a_created_run_is_read_back_as_it_was() {
    NewExecution.Start start =
        new NewExecution.Start(
            "key", "parent-1", 3, List.of("x", "a tag"), -3, T0 + 7, T0 + 9, 11, "a queue");
    NewExecution run = run("e1", "anna", T0, start);
    Header header = new Header(ExecutionStatus.PENDING, 0, 0, T0 + 7);
    assertThat(store().create(run, null, List.of(), header)).isNull();
    StoredExecution stored = read("e1");
    NewExecution back = stored.execution();
    assertThat(back.id()).isEqualTo("e1");
    assertThat(back.start().depth()).isEqualTo(3);
    assertThat(back.pinned()).isEqualTo(Map.of("child", WORKFLOW));
    assertThat(back.caller()).isEqualTo("anna");
    assertThat(back.createdMicros()).isEqualTo(T0);
    assertThat(back.workflow().toJson()).isEqualTo(WORKFLOW.toJson());
    assertThat(JsonText.compact(back.inputs())).isEqualTo(JsonText.compact(run.inputs()));
    assertThat(back.start()).usingRecursiveComparison().isEqualTo(start);
    assertThat(stored.header())
        .usingRecursiveComparison()
        .ignoringFields("atMicros", "released")
        .isEqualTo(header);
    assertThat(stored.facts()).isEmpty();
  }

  @Test
  void creating_with_an_owner_is_the_first_claim() {
    Fence fence = created(run("e1"));
    assertThat(fence.executionId()).isEqualTo("e1");
    assertThat(fence.owner()).isEqualTo("node-1");
    assertThat(fence.attempt()).isEqualTo(1);
    assertThat(columns(read("e1"))).isEqualTo(columns(STARTED));
  }

  @Test
  void an_id_can_be_taken_once() {
    created(run("e1"));
    NewExecution other = run("e1", "ben", T0 + 1, keyed("k"));
    assertThatThrownBy(() -> store().create(other, NODE_2, List.of(), RUNNING))
        .isInstanceOf(ConflictException.class);
    assertThat(read("e1").execution().caller()).isEqualTo("anna");
    assertThat(store().findByIdempotencyKey("ben", "k"))
        .as("nothing is left of what was refused")
        .isEmpty();
  }

  @Test
  void the_same_run_can_be_created_once() {
    NewExecution run = run("e1", "anna", T0, keyed("k"));
    created(run);
    assertThatThrownBy(() -> store().create(run, NODE_2, List.of(STARTED), RUNNING))
        .isInstanceOf(ConflictException.class);
    assertThat(read("e1").facts()).hasSize(1);
  }

  @Test
  void an_idempotency_key_can_be_taken_once_by_each_caller() {
    created(run("e1", "anna", T0, keyed("k")));
    NewExecution again = run("e2", "anna", T0, keyed("k"));
    assertThatThrownBy(() -> store().create(again, NODE_2, List.of(), RUNNING))
        .isInstanceOf(ConflictException.class);
    assertThat(store().find(null, "e2")).as("nothing was written").isEmpty();
    created(run("e3", "ben", T0, keyed("k")));
    assertThat(idOf("anna", "k")).isEqualTo("e1");
    assertThat(idOf("ben", "k")).isEqualTo("e3");
    assertThat(idOf("carl", "k")).isNull();
    assertThat(idOf("anna", "K")).isNull();
  }

  private @Nullable String idOf(String caller, String key) {
    return store()
        .findByIdempotencyKey(caller, key)
        .map(found -> found.execution().id())
        .orElse(null);
  }

  @Test
  void of_many_starts_with_one_key_one_wins_and_the_others_find_it() throws Exception {
    for (int round = 0; round < 50; round++) {
      String key = "k" + round;
      AtomicInteger won = new AtomicInteger();
      Race.of(
          4,
          i -> {
            NewExecution run = run(key + "-" + i, "anna", T0, keyed(key));
            try {
              created(run);
              won.incrementAndGet();
            } catch (ConflictException e) {
              assertThat(idOf("anna", key)).as("whoever loses can read the winner").isNotNull();
            }
          });
      assertThat(won).hasValue(1);
    }
  }

  @Test
  void many_first_runs_of_a_definition_at_once_are_all_created() throws Exception {
    for (int round = 0; round < 20; round++) {
      Workflow unseen =
          Workflow.builder("unseen " + round).step(Step.of("t").input("x", "1")).build();
      String prefix = "e" + round + "-";
      Race.of(
          6,
          i -> {
            String id = prefix + i;
            NewExecution.Start start = i % 2 == 0 ? keyed(id) : NewExecution.Start.PLAIN;
            NewExecution run = run(id, "anna", T0, start);
            created(new NewExecution(id, "anna", unseen, Map.of(), run.inputs(), T0, start));
            assertThat(read(id).execution().workflow()).isEqualTo(unseen);
          });
    }
  }

  // ---- appending ----

  @Test
  void facts_are_read_back_in_the_order_in_which_they_were_appended() throws Exception {
    Fence fence = created(run("e1"));
    Fact[] more = new Fact[100];
    for (int i = 0; i < more.length; i++) {
      more[i] = fact("ended", i + ":3:compensate", -i, "{\"n\":" + i + "}");
    }
    for (int i = 0; i < more.length; i += 4) {
      append(fence, 1 + i, List.of(more).subList(i, i + 4), RUNNING);
    }
    List<List<Object>> expected = new ArrayList<>(columns(STARTED));
    expected.addAll(columns(more));
    assertThat(columns(read("e1"))).isEqualTo(expected);
  }

  @Test
  void bodies_are_kept_byte_for_byte() throws Exception {
    Fence fence = created(run("e1"));
    List<Fact> facts = new ArrayList<>();
    for (String body :
        List.of(
            "{\"n\":1.10,\"m\":1E+400,\"l\":12345678901234567890}",
            "{\"b\":1,\"a\":2,\"\":3}",
            "{\"text\":\"\\u0000 \\uD800 \uD83D\uDE00 \u2028 ' \\\" \\\\ \"}",
            "{\"large\":\"" + "é".repeat(700_000) + "\"}",
            "")) {
      facts.add(fact("some_kind", "1", 1, body));
    }
    append(fence, 1, facts, RUNNING);
    assertThat(columns(read("e1")).subList(1, 6)).isEqualTo(columns(facts.toArray(Fact[]::new)));
  }

  @Test
  void the_header_is_that_of_the_last_append() throws Exception {
    Fence fence = created(run("e1"));
    append(fence, 1, List.of(), new Header(ExecutionStatus.RUNNING, T0, 0, T0 + 3));
    assertThat(read("e1").header().wakeMicros()).isEqualTo(T0 + 3);
    append(fence, 1, List.of(fact("run_ended", "", 5, "{}")), ENDED);
    assertThat(read("e1").header())
        .usingRecursiveComparison()
        .ignoringFields("atMicros", "released")
        .isEqualTo(ENDED);
  }

  @Test
  void a_writer_whose_fence_is_not_the_newest_writes_nothing() {
    created(run("e1"));
    for (Fence fence :
        List.of(
            new Fence("e1", "node-2", 1),
            new Fence("e1", "node-1", 2),
            new Fence("e1", "node-1", 0),
            new Fence("absent", "node-1", 1))) {
      assertThatThrownBy(() -> append(fence, 1, List.of(fact("x", "", 1, "{}")), ENDED))
          .as("%s", fence)
          .isInstanceOf(FencedException.class);
    }
    assertThat(columns(read("e1"))).isEqualTo(columns(STARTED));
    assertThat(read("e1").header().status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void nobody_can_write_to_a_run_that_nobody_claimed() {
    store().create(run("e1"), null, List.of(), new Header(ExecutionStatus.PENDING, 0, 0, 0));
    assertThatThrownBy(() -> append(new Fence("e1", "node-1", 1), 0, List.of(STARTED), RUNNING))
        .isInstanceOf(FencedException.class);
    assertThat(read("e1").facts()).isEmpty();
  }

  @Test
  void neither_lists_that_come_in_nor_runs_that_went_out_change_afterwards() throws Exception {
    Fence fence = created(run("e1"));
    StoredExecution before = read("e1");
    List<Fact> facts = new ArrayList<>(List.of(fact("ended", "1", 1, "{}")));
    append(fence, 1, facts, ENDED);
    facts.clear();
    assertThat(columns(before)).isEqualTo(columns(STARTED));
    assertThat(before.header().status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(read("e1").facts()).hasSize(2);
    assertThatThrownBy(() -> read("e1").facts().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  // ---- finding ----

  @Test
  void a_run_is_there_for_its_caller_and_for_operators_only() {
    created(run("e1"));
    assertThat(store().find("anna", "e1")).isPresent();
    assertThat(store().find(null, "e1")).isPresent();
    assertThat(store().find("ben", "e1")).isEmpty();
    assertThat(store().find("Anna", "e1")).isEmpty();
    assertThat(store().find("anna", "E1")).isEmpty();
    assertThat(store().find("anna", "absent")).isEmpty();
  }

  // ---- listing ----

  private List<String> ids(ExecutionQuery query) {
    return store().list(query).stream().map(found -> found.execution().id()).toList();
  }

  @Test
  void lists_are_newest_first_and_by_id_within_an_instant() {
    created(run("e2", "anna", T0 + 1, NewExecution.Start.PLAIN));
    created(run("e9", "anna", T0, NewExecution.Start.PLAIN));
    created(run("e3", "ben", T0 + 1, NewExecution.Start.PLAIN));
    created(run("e1", "anna", T0 + 2, NewExecution.Start.PLAIN));
    assertThat(ids(ExecutionQuery.all())).containsExactly("e1", "e3", "e2", "e9");
    assertThat(ids(ExecutionQuery.all().caller("anna"))).containsExactly("e1", "e2", "e9");
    assertThat(ids(ExecutionQuery.all().caller("carl"))).isEmpty();
  }

  @Test
  void each_condition_of_a_query_holds() throws Exception {
    NewExecution.Start tagged =
        new NewExecution.Start(null, null, 0, List.of("x", "y"), 0, 0, 0, 0, "default");
    created(run("e1", "anna", T0, tagged));
    Fence fence = created(run("e2", "anna", T0 + 10, NewExecution.Start.PLAIN));
    append(fence, 1, List.of(), ENDED);
    ExecutionQuery all = ExecutionQuery.all();
    assertThat(ids(all.tag("y"))).containsExactly("e1");
    assertThat(ids(all.tag("Y"))).isEmpty();
    assertThat(ids(all.status(ExecutionStatus.SUCCESS))).containsExactly("e2");
    assertThat(ids(all.status(ExecutionStatus.RUNNING))).containsExactly("e1");
    assertThat(ids(all.workflow("wf_1"))).containsExactly("e2", "e1");
    assertThat(ids(all.workflow("wf_2"))).isEmpty();
    assertThat(ids(all.created(Micros.instant(T0 + 10), null))).containsExactly("e2");
    assertThat(ids(all.created(null, Micros.instant(T0 + 10)))).containsExactly("e1");
    assertThat(ids(all.created(Micros.instant(T0), Micros.instant(T0 + 11))))
        .containsExactly("e2", "e1");
    assertThat(ids(all.tag("x").caller("ben"))).isEmpty();
  }

  @Test
  void pages_cover_everything_once_though_runs_are_added_meanwhile() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      String id = String.format("e%02d", i);
      created(run(id, "anna", T0 + i / 3, NewExecution.Start.PLAIN));
      expected.add(0, id);
    }
    List<String> seen = new ArrayList<>();
    ExecutionQuery query = ExecutionQuery.all().limit(4);
    for (List<StoredExecution> page = store().list(query);
        !page.isEmpty();
        page = store().list(query)) {
      page.forEach(found -> seen.add(found.execution().id()));
      assertThat(page).hasSizeLessThanOrEqualTo(4);
      NewExecution last = page.get(page.size() - 1).execution();
      query = query.after(Micros.instant(last.createdMicros()), last.id());
      created(run("new" + seen.size(), "anna", T0 + 1_000, NewExecution.Start.PLAIN));
    }
    assertThat(seen).isEqualTo(expected);
  }

  // ---- many at once ----

  @Test
  void runs_of_many_threads_do_not_mix() throws Exception {
    Race.of(
        8,
        i -> {
          for (int k = 0; k < 20; k++) {
            String id = "e" + i + "-" + k;
            Fence fence = created(run(id, "caller" + i, T0, NewExecution.Start.PLAIN));
            append(fence, 1, List.of(fact("ended", "1", k, "{\"i\":" + i + "}")), ENDED);
          }
        });
    for (int i = 0; i < 8; i++) {
      for (StoredExecution found : store().list(ExecutionQuery.all().caller("caller" + i))) {
        assertThat(found.facts()).hasSize(2);
        assertThat(found.facts().get(1).body()).isEqualTo("{\"i\":" + i + "}");
      }
      assertThat(ids(ExecutionQuery.all().caller("caller" + i))).hasSize(20);
    }
  }
}
