package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.error.ConflictException;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Claimant;
import dev.sluice.store.Claimed;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.FencedException;
import dev.sluice.store.Header;
import dev.sluice.store.Message;
import dev.sluice.store.NewExecution;
import dev.sluice.store.Notice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a store must do beyond {@link ExecutionStoreContract} when several engines share it: claims,
 * leases, inboxes, repeated questions. Leases end by themselves here, by the store's own clock.
 */
public abstract class SharedStoreContract extends ExecutionStoreContract {
  private static final long T0 = 1_771_243_200_000_001L;
  private static final long MINUTE = 60_000_000;
  private static final Claimant NODE_1 = new Claimant("node-1", MINUTE);
  private static final Claimant NODE_2 = new Claimant("node-2", MINUTE);
  private static final Claimant BRIEF = new Claimant("node-1", 1);
  private static final Header RUNNING = new Header(ExecutionStatus.RUNNING, T0, 0, Header.NEVER);
  private static final Header DUE = new Header(ExecutionStatus.PENDING, 0, 0, T0, T0, 0, false);
  private static final Header ENDED = new Header(ExecutionStatus.SUCCESS, T0, T0 + 5, Header.NEVER);
  private static final List<String> DEFAULT = List.of("default");
  private static final Fact STARTED = Fact.of("started", "", T0, "{}");
  private static final Fact STEP = Fact.of("ended", "1", T0 + 1, "{\"n\":1.10}");
  private static final Fact CANCEL = Fact.of("cancel", "", T0 + 2, "{\"by\":\"\\u0000\"}");

  private static NewExecution run(String id) {
    return run(id, NewExecution.Start.PLAIN);
  }

  private static NewExecution run(String id, NewExecution.Start start) {
    return run(id, "anna", T0, start);
  }

  private static NewExecution.Start start(int priority, String queue) {
    return new NewExecution.Start(null, null, 0, List.of(), priority, 0, 0, 0, queue);
  }

  /** Waits at the bottom of the run's plan, from {@code T0} on. */
  private static Header released(long wakeMicros, long inboxRead) {
    return new Header(ExecutionStatus.RUNNING, T0, 0, wakeMicros, T0, inboxRead, true);
  }

  private void submitted(String id) {
    store().create(run(id), null, List.of(), DUE);
  }

  private Fence created(String id, Claimant claimant) {
    return Objects.requireNonNull(store().create(run(id), claimant, List.of(STARTED), RUNNING));
  }

  private List<Claimed> claim(Claimant claimant) {
    return store().claim(claimant, DEFAULT, List.of(), 100);
  }

  private List<String> claimedIds(Claimant claimant) {
    return claim(claimant).stream().map(claimed -> claimed.fence().executionId()).toList();
  }

  private void append(Fence fence, int position, List<Fact> facts, Header header)
      throws FencedException {
    store().append(fence, position, facts, header, null);
  }

  private boolean post(String id) {
    return store().post(null, id, CANCEL);
  }

  private int facts(String id) {
    return store().find(null, id).orElseThrow().facts().size();
  }

  /** Asks again and again, since a lease ends when the store's clock says so. */
  private static void eventually(String what, BooleanSupplier happens) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!happens.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: %s", what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private Claimed takenOver(String id, Claimant by) {
    List<Claimed> all = new ArrayList<>();
    eventually(id + " is taken over", () -> all.addAll(claim(by)));
    assertThat(all).hasSize(1);
    assertThat(all.get(0).fence().executionId()).isEqualTo(id);
    return all.get(0);
  }

  // ---- claims ----

  @Test
  void it_says_that_it_is_shared() {
    assertThat(store().isShared()).isTrue();
  }

  @Test
  void a_run_that_is_due_is_claimed_once_with_all_its_facts() {
    store().create(run("e1"), null, List.of(STARTED, STEP), DUE);
    Claimed claimed = claim(NODE_1).get(0);
    assertThat(claimed.fence()).hasToString("Fence[e1, node-1, 1]");
    assertThat(claimed.stored().facts()).extracting(Fact::body).containsExactly("{}", STEP.body());
    assertThat(claimed.stored().execution().caller()).isEqualTo("anna");
    assertThat(claimed.recoveries()).isZero();
    assertThat(claimed.recovered()).isFalse();
    assertThat(claim(NODE_2)).isEmpty();
    assertThat(claim(NODE_1)).as("not even by its own engine").isEmpty();
  }

  @Test
  void a_claim_tells_the_stores_time_and_whether_the_runs_own_time_had_come() throws Exception {
    submitted("due");
    Claimed due = claim(NODE_1).get(0);
    assertThat(due.due()).isTrue();
    Fence fence = created("told", NODE_1);
    append(fence, 1, List.of(STEP), released(Header.NEVER, 0));
    post("told");
    Claimed told = claim(NODE_1).get(0);
    assertThat(told.due()).as("a message came").isFalse();
    created("lost", BRIEF);
    Claimed lost = takenOver("lost", NODE_2);
    assertThat(lost.due()).as("its lease expired").isFalse();
    assertThat(due.nowMicros()).isPositive().isLessThanOrEqualTo(told.nowMicros());
    assertThat(told.nowMicros()).isLessThanOrEqualTo(lost.nowMicros());
  }

  @Test
  void an_earliest_start_is_waited_for() {
    Header later = new Header(ExecutionStatus.PENDING, 0, 0, T0 + MINUTE, T0, 0, false);
    store().create(run("later"), null, List.of(), later);
    Header soon = new Header(ExecutionStatus.PENDING, 0, 0, T0 + 1_000, T0, 0, false);
    store().create(run("soon"), null, List.of(), soon);
    Header past = new Header(ExecutionStatus.PENDING, 0, 0, T0 - MINUTE, T0, 0, false);
    store().create(run("past"), null, List.of(), past);
    Header never = new Header(ExecutionStatus.PENDING, 0, 0, Header.NEVER, T0, 0, false);
    store().create(run("never"), null, List.of(), never);
    Header far = new Header(ExecutionStatus.PENDING, 0, 0, Long.MAX_VALUE - 1, T0, 0, false);
    store().create(run("far"), null, List.of(), far);
    Set<String> seen = new TreeSet<>();
    eventually("soon is due", () -> seen.addAll(claimedIds(NODE_1)) && seen.contains("soon"));
    assertThat(seen).containsExactly("past", "soon");
  }

  @Test
  void claims_go_by_priority_then_by_how_long_a_run_has_been_due() {
    for (int i = 0; i < 3; i++) {
      store().create(run("low" + i, start(-1, "default")), null, List.of(), DUE);
      store().create(run("high" + i, start(7, "default")), null, List.of(), DUE);
      submitted("plain" + i);
    }
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      store()
          .claim(NODE_1, DEFAULT, List.of(), 2)
          .forEach(claimed -> order.add(claimed.fence().executionId()));
    }
    assertThat(order).hasSize(9);
    assertThat(order.subList(0, 3)).containsExactly("high0", "high1", "high2");
    assertThat(order.subList(3, 6)).containsExactly("plain0", "plain1", "plain2");
    assertThat(order.subList(6, 9)).containsExactly("low0", "low1", "low2");
  }

  @Test
  void only_the_queues_asked_for_are_claimed_and_not_the_runs_excepted() {
    store().create(run("e1", start(0, "a")), null, List.of(), DUE);
    store().create(run("e2", start(0, "b'")), null, List.of(), DUE);
    store().create(run("e3", start(0, "b'")), null, List.of(), DUE);
    submitted("e4");
    assertThat(store().claim(NODE_1, List.of(), List.of(), 9)).isEmpty();
    assertThat(store().claim(NODE_1, List.of("A", "other"), List.of(), 9)).isEmpty();
    assertThat(store().claim(NODE_1, List.of("a", "b'"), List.of("e3", "absent"), 9))
        .extracting(claimed -> claimed.fence().executionId())
        .containsExactlyInAnyOrder("e1", "e2");
    assertThat(store().claim(NODE_1, List.of("a", "b'"), List.of(), 0)).isEmpty();
    assertThat(store().claim(NODE_1, List.of("a", "b'"), List.of(), 9)).hasSize(1);
  }

  @Test
  void an_expired_lease_is_taken_before_new_work_whatever_its_priority() {
    for (int i = 0; i < 4; i++) {
      store().create(run("new" + i, start(9, "default")), null, List.of(), DUE);
    }
    created("expired", BRIEF);
    List<String> first = new ArrayList<>();
    eventually(
        "the lease ends",
        () -> {
          for (Claimed claimed : store().claim(NODE_2, DEFAULT, List.of(), 1)) {
            first.add(claimed.fence().executionId());
          }
          return first.contains("expired") || first.size() > 3;
        });
    assertThat(first).contains("expired");
  }

  @Test
  void a_takeover_raises_the_attempt_counts_a_recovery_and_fences_the_former_engine_off()
      throws Exception {
    Fence former = created("e1", BRIEF);
    append(former, 1, List.of(STEP), RUNNING);
    Claimed taken = takenOver("e1", new Claimant("node-2", 1));
    assertThat(taken.recovered()).isTrue();
    assertThat(taken.recoveries()).isEqualTo(1);
    assertThat(taken.fence().attempt()).isEqualTo(2);
    assertThat(taken.stored().facts()).hasSize(2);
    assertThatThrownBy(() -> append(former, 2, List.of(STEP), ENDED))
        .isInstanceOf(FencedException.class);
    assertThat(store().renew(NODE_1, List.of(former))).isEmpty();
    Claimed again = takenOver("e1", NODE_1);
    assertThat(again.recoveries()).isEqualTo(2);
    assertThat(again.fence().attempt()).isEqualTo(3);
    assertThatThrownBy(() -> append(former, 2, List.of(STEP), ENDED))
        .as("the same engine, but an older claim")
        .isInstanceOf(FencedException.class);
    append(again.fence(), 2, List.of(STEP), RUNNING);
    assertThat(facts("e1")).isEqualTo(3);
  }

  @Test
  void an_expired_lease_that_nobody_took_still_admits_writes_and_renewal() throws Exception {
    Fence fence = created("e1", BRIEF);
    eventually("time passes", () -> store().find(null, "e1").isPresent());
    append(fence, 1, List.of(STEP), RUNNING);
    assertThat(store().renew(NODE_1, List.of(fence))).containsExactly("e1");
    assertThat(claim(NODE_2)).as("renewed for a minute").isEmpty();
    append(fence, 2, List.of(STEP), ENDED);
  }

  @Test
  void renewing_tells_which_claims_still_hold() throws Exception {
    Fence held = created("held", NODE_1);
    Fence ended = created("ended", NODE_1);
    append(ended, 1, List.of(STEP), ENDED);
    Fence foreign = created("foreign", NODE_2);
    Fence released = created("released", NODE_1);
    append(released, 1, List.of(STEP), released(Header.NEVER, 0));
    Set<String> renewed =
        store()
            .renew(
                NODE_1,
                List.of(
                    held,
                    ended,
                    foreign,
                    released,
                    new Fence("foreign", "node-1", 1),
                    new Fence("absent", "node-1", 1)));
    assertThat(renewed).containsExactly("held");
    assertThat(store().renew(NODE_1, List.of(new Fence("held", "node-1", 2)))).isEmpty();
    assertThat(store().renew(NODE_1, List.of())).isEmpty();
  }

  @Test
  void only_the_runs_named_are_renewed() {
    Fence named = created("named", BRIEF);
    created("unnamed", BRIEF);
    assertThat(store().renew(NODE_1, List.of(named))).containsExactly("named");
    assertThat(takenOver("unnamed", NODE_2).recovered()).isTrue();
  }

  @Test
  void many_engines_claim_every_run_exactly_once() throws Exception {
    int runs = 60;
    for (int i = 0; i < runs; i++) {
      submitted("e" + i);
    }
    List<String> claimed = Collections.synchronizedList(new ArrayList<>());
    Race.of(
        6,
        node -> {
          Claimant claimant = new Claimant("node-" + node, MINUTE);
          for (int idle = 0; idle < 3; ) {
            List<Claimed> some = store().claim(claimant, DEFAULT, List.of(), 4);
            idle = some.isEmpty() ? idle + 1 : 0;
            for (Claimed one : some) {
              claimed.add(one.fence().executionId());
              store().append(one.fence(), 0, List.of(STARTED), ENDED, null);
            }
          }
        });
    assertThat(claimed).hasSize(runs);
    assertThat(new HashSet<>(claimed)).hasSize(runs);
  }

  // ---- releasing ----

  @Test
  void a_released_run_is_nobodys_until_it_is_due() throws Exception {
    Fence fence = created("e1", NODE_1);
    append(fence, 1, List.of(STEP), released(T0 + MINUTE, 0));
    assertThat(claim(NODE_1)).isEmpty();
    assertThatThrownBy(() -> append(fence, 2, List.of(STEP), RUNNING))
        .isInstanceOf(FencedException.class);
    Fence other = created("e2", NODE_1);
    append(other, 1, List.of(STEP), released(T0 + 1_000, 0));
    Claimed claimed = takenOver("e2", NODE_2);
    assertThat(claimed.recovered()).as("it was released, not lost").isFalse();
    assertThat(claimed.recoveries()).isZero();
    assertThat(claimed.fence().attempt()).isEqualTo(2);
    assertThatThrownBy(() -> append(other, 2, List.of(STEP), RUNNING))
        .isInstanceOf(FencedException.class);
  }

  @Test
  void due_times_are_spans_on_the_stores_clock_and_not_times_on_the_writers() throws Exception {
    Fence fence = created("e1", NODE_1);
    long farAhead = T0 + 1_000_000 * MINUTE;
    Header header = new Header(ExecutionStatus.RUNNING, T0, 0, farAhead + 1, farAhead, 0, true);
    append(fence, 1, List.of(STEP), header);
    assertThat(takenOver("e1", NODE_2).fence().attempt()).isEqualTo(2);
  }

  @Test
  void an_ended_run_is_never_claimed_and_never_written_again() throws Exception {
    Fence fence = created("e1", BRIEF);
    append(fence, 1, List.of(STEP), ENDED);
    created("other", BRIEF);
    assertThat(takenOver("other", NODE_2)).isNotNull();
    assertThatThrownBy(() -> append(fence, 2, List.of(STEP), RUNNING))
        .isInstanceOf(FencedException.class);
    assertThat(store().renew(NODE_1, List.of(fence))).isEmpty();
  }

  @Test
  void a_run_can_be_created_when_it_is_over_already() {
    NewExecution run = run("e1");
    Fence fence =
        Objects.requireNonNull(store().create(run, NODE_1, List.of(STARTED, STEP), ENDED));
    assertThat(fence.attempt()).isEqualTo(1);
    assertThat(facts("e1")).isEqualTo(2);
    assertThat(store().find("anna", "e1").orElseThrow().header().status())
        .isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(post("e1")).isFalse();
    assertThat(store().create(run, NODE_1, List.of(STARTED, STEP), ENDED)).isNotNull();
  }

  // ---- inboxes ----

  @Test
  void messages_are_numbered_without_gaps_and_read_from_any_number_on() {
    created("e1", NODE_1);
    for (int i = 1; i <= 3; i++) {
      assertThat(store().post("anna", "e1", Fact.of("k" + i, "1:2", i, "{\"x\":\"\\uD800\"}")))
          .isTrue();
    }
    List<Message> all = store().inbox("e1", 0);
    assertThat(all).extracting(Message::number).containsExactly(1L, 2L, 3L);
    assertThat(all)
        .extracting(message -> message.content().kind())
        .containsExactly("k1", "k2", "k3");
    Fact first = all.get(0).content();
    assertThat(List.of(first.unit(), first.atMicros(), first.body()))
        .isEqualTo(List.of("1:2", 1L, "{\"x\":\"\\uD800\"}"));
    assertThat(store().inbox("e1", 2)).extracting(Message::number).containsExactly(3L);
    assertThat(store().inbox("e1", 3)).isEmpty();
    assertThat(store().inbox("absent", 0)).isEmpty();
  }

  @Test
  void a_run_of_another_caller_gets_no_message() {
    created("e1", NODE_1);
    assertThat(store().post("ben", "e1", CANCEL)).isFalse();
    assertThat(store().post("Anna", "e1", CANCEL)).isFalse();
    assertThat(store().post("anna", "absent", CANCEL)).isFalse();
    assertThat(post("absent")).isFalse();
    assertThat(store().inbox("e1", 0)).isEmpty();
  }

  @Test
  void an_ended_run_gets_no_message() throws Exception {
    Fence fence = created("e1", NODE_1);
    post("e1");
    append(fence, 1, List.of(STEP), ENDED);
    assertThat(post("e1")).isFalse();
    assertThat(store().withMail("node-1")).isEmpty();
  }

  @Test
  void a_message_makes_a_released_run_due_at_once_and_leaves_a_claimed_one_alone()
      throws Exception {
    Fence fence = created("e1", NODE_1);
    post("e1");
    assertThat(claim(NODE_2)).as("it is claimed").isEmpty();
    append(fence, 1, List.of(STEP), released(Header.NEVER, 1));
    assertThat(claim(NODE_2)).as("its message is dealt with").isEmpty();
    post("e1");
    assertThat(claimedIds(NODE_2)).containsExactly("e1");
  }

  @Test
  void a_message_does_not_put_off_a_run_that_is_due_longer() {
    submitted("e1");
    submitted("e2");
    post("e1");
    assertThat(claimedIds(NODE_1)).containsExactly("e1", "e2");
  }

  @Test
  void a_release_that_overlooks_a_message_is_due_at_once() throws Exception {
    Fence fence = created("e1", NODE_1);
    post("e1");
    post("e1");
    append(fence, 1, List.of(STEP), released(T0 + MINUTE, 1));
    Claimed claimed = claim(NODE_2).get(0);
    assertThat(claimed.stored().header().inboxRead()).isEqualTo(1);
    assertThat(store().inbox("e1", 1)).extracting(Message::number).containsExactly(2L);
  }

  @Test
  void with_mail_are_the_claimed_runs_whose_header_does_not_count_all_messages() throws Exception {
    Fence read = created("read", NODE_1);
    post("read");
    append(
        read, 1, List.of(), new Header(ExecutionStatus.RUNNING, T0, 0, Header.NEVER, T0, 1, false));
    created("unread", NODE_1);
    post("unread");
    created("none", NODE_1);
    created("foreign", NODE_2);
    post("foreign");
    submitted("free");
    post("free");
    assertThat(store().withMail("node-1")).containsExactly("unread");
    assertThat(store().withMail("node-2")).containsExactly("foreign");
    assertThat(store().withMail("node-3")).isEmpty();
  }

  @Test
  void many_messages_at_once_lose_none() throws Exception {
    created("e1", NODE_1);
    AtomicInteger posted = new AtomicInteger();
    Race.of(
        6,
        i -> {
          for (int k = 0; k < 10; k++) {
            if (store().post("anna", "e1", Fact.of("k", i + ":" + k, 1, "{}"))) {
              posted.incrementAndGet();
            }
          }
        });
    List<Message> all = store().inbox("e1", 0);
    assertThat(posted).hasValue(60);
    assertThat(all).hasSize(60);
    assertThat(all.get(59).number()).isEqualTo(60);
    assertThat(all.stream().map(message -> message.content().unit()).distinct()).hasSize(60);
  }

  // ---- notices ----

  @Test
  void an_append_tells_another_run_in_the_same_write() throws Exception {
    submitted("parent");
    Fence parent = claim(NODE_2).get(0).fence();
    append(parent, 0, List.of(STARTED), released(Header.NEVER, 0));
    Fence child = created("child", NODE_1);
    store().append(child, 1, List.of(STEP), ENDED, new Notice("parent", CANCEL));
    assertThat(store().inbox("parent", 0))
        .extracting(message -> message.content().body())
        .containsExactly(CANCEL.body());
    assertThat(claimedIds(NODE_2)).containsExactly("parent");
  }

  @Test
  void whoever_is_told_and_is_not_there_or_has_ended_does_not_hinder_the_write() throws Exception {
    Fence over = created("over", NODE_1);
    append(over, 1, List.of(STEP), ENDED);
    Fence child = created("child", NODE_1);
    store().append(child, 1, List.of(STEP), RUNNING, new Notice("absent", CANCEL));
    store().append(child, 2, List.of(STEP), ENDED, new Notice("over", CANCEL));
    assertThat(facts("child")).isEqualTo(3);
  }

  @Test
  void a_write_that_is_refused_tells_nobody_and_a_repeated_one_tells_once() throws Exception {
    created("parent", NODE_1);
    Fence child = created("child", NODE_1);
    Fence stale = new Fence("child", "node-2", 1);
    Notice notice = new Notice("parent", CANCEL);
    assertThatThrownBy(() -> store().append(stale, 1, List.of(STEP), ENDED, notice))
        .isInstanceOf(FencedException.class);
    assertThat(store().inbox("parent", 0)).isEmpty();
    store().append(child, 1, List.of(STEP), ENDED, notice);
    store().append(child, 1, List.of(STEP), ENDED, notice);
    assertThat(store().inbox("parent", 0)).hasSize(1);
  }

  // ---- repeated questions ----

  @Test
  void a_creation_whose_answer_was_lost_can_be_repeated() {
    NewExecution run = run("e1");
    Fence first = Objects.requireNonNull(store().create(run, NODE_1, List.of(STARTED), RUNNING));
    Fence again = Objects.requireNonNull(store().create(run, NODE_1, List.of(STARTED), RUNNING));
    assertThat(again).usingRecursiveComparison().isEqualTo(first);
    assertThat(facts("e1")).isEqualTo(1);
    assertThatThrownBy(() -> store().create(run, NODE_2, List.of(STARTED), RUNNING))
        .as("another engine")
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> store().create(run, NODE_1, List.of(STARTED, STEP), RUNNING))
        .as("other facts")
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void a_creation_repeated_once_another_engine_has_claimed_the_run_gives_the_first_fence()
      throws Exception {
    NewExecution run = run("e1");
    store().create(run, BRIEF, List.of(STARTED), RUNNING);
    Fence newest = takenOver("e1", NODE_2).fence();
    append(newest, 1, List.of(STEP), RUNNING);
    Fence first = Objects.requireNonNull(store().create(run, BRIEF, List.of(STARTED), RUNNING));
    assertThat(first).hasToString("Fence[e1, node-1, 1]");
    assertThatThrownBy(() -> append(first, 1, List.of(STEP), RUNNING))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> append(first, 2, List.of(STEP), RUNNING))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> store().create(run, BRIEF, List.of(STEP), RUNNING))
        .as("other facts")
        .isInstanceOf(ConflictException.class);
    append(newest, 2, List.of(STEP), ENDED);
    assertThat(store().create(run, BRIEF, List.of(STARTED), RUNNING))
        .as("it has ended since")
        .usingRecursiveComparison()
        .isEqualTo(first);
  }

  @Test
  void a_submission_repeated_once_an_engine_has_claimed_the_run_or_ended_it_is_no_conflict()
      throws Exception {
    NewExecution run = run("e1");
    store().create(run, null, List.of(), DUE);
    Fence fence = claim(NODE_2).get(0).fence();
    assertThat(store().create(run, null, List.of(), DUE)).isNull();
    append(fence, 0, List.of(STARTED, STEP), ENDED);
    assertThat(store().create(run, null, List.of(), DUE)).isNull();
    assertThat(facts("e1")).isEqualTo(2);
    assertThatThrownBy(() -> store().create(run, null, List.of(STEP), DUE))
        .as("other facts")
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void a_submission_whose_answer_was_lost_can_be_repeated() {
    NewExecution run = run("e1");
    assertThat(store().create(run, null, List.of(), DUE)).isNull();
    assertThat(store().create(run, null, List.of(), DUE)).isNull();
    assertThat(claimedIds(NODE_1)).containsExactly("e1");
  }

  @Test
  void an_append_whose_answer_was_lost_can_be_repeated() throws Exception {
    Fence fence = created("e1", NODE_1);
    for (int i = 0; i < 2; i++) {
      append(fence, 1, List.of(STEP, STEP), RUNNING);
    }
    assertThat(facts("e1")).isEqualTo(3);
    for (int i = 0; i < 2; i++) {
      append(fence, 3, List.of(STEP), released(Header.NEVER, 0));
    }
    assertThat(facts("e1")).isEqualTo(4);
    post("e1");
    Fence next = claim(NODE_1).get(0).fence();
    assertThatThrownBy(() -> append(fence, 3, List.of(STEP), released(Header.NEVER, 0)))
        .as("it was claimed again since")
        .isInstanceOf(FencedException.class);
    for (int i = 0; i < 2; i++) {
      append(next, 4, List.of(STEP), ENDED);
    }
    assertThat(facts("e1")).isEqualTo(5);
  }

  @Test
  void a_write_at_another_position_than_the_last_is_refused() throws Exception {
    Fence fence = created("e1", NODE_1);
    append(fence, 1, List.of(STEP), RUNNING);
    for (int position : new int[] {0, 3, -1}) {
      assertThatThrownBy(() -> append(fence, position, List.of(STEP, STEP, STEP, STEP), RUNNING))
          .as("at %d", position)
          .isInstanceOf(FencedException.class);
    }
    assertThat(facts("e1")).isEqualTo(2);
  }

  @Test
  void of_many_writers_with_one_fence_each_position_is_written_once() throws Exception {
    Fence fence = created("e1", NODE_1);
    AtomicInteger refused = new AtomicInteger();
    Race.of(
        6,
        i -> {
          try {
            append(fence, 1, List.of(Fact.of("by", "" + i, i, "{}")), RUNNING);
          } catch (FencedException e) {
            refused.incrementAndGet();
          }
        });
    assertThat(facts("e1")).isEqualTo(2);
    assertThat(refused.get()).isBetween(0, 5);
  }

  // ---- deleting ----

  private void ended(String id, String caller, long endMicros) throws FencedException {
    NewExecution.Start start =
        new NewExecution.Start("key-" + id, null, 0, List.of("t"), 0, 0, 0, 0, "default");
    Fence fence =
        Objects.requireNonNull(
            store().create(run(id, caller, T0 - 9, start), NODE_1, List.of(STARTED), RUNNING));
    append(
        fence, 1, List.of(STEP), new Header(ExecutionStatus.FAILED, T0, endMicros, Header.NEVER));
  }

  private @Nullable String there(String id) {
    return store().find(null, id).map(found -> found.execution().id()).orElse(null);
  }

  @Test
  void purging_deletes_what_ended_before_a_time_and_nothing_else() throws Exception {
    for (int i = 0; i < 5; i++) {
      ended("e" + i, "anna", T0 + i);
    }
    created("open", NODE_1);
    submitted("free");
    assertThat(store().purge(T0, 100)).isZero();
    assertThat(store().purge(T0 + 3, 2)).isEqualTo(2);
    assertThat(store().purge(T0 + 3, 100)).isEqualTo(1);
    assertThat(store().purge(T0 + 3, 100)).isZero();
    assertThat(there("e2")).isNull();
    assertThat(there("e3")).isEqualTo("e3");
    assertThat(store().purge(Long.MAX_VALUE, 100)).isEqualTo(2);
    assertThat(there("open")).isEqualTo("open");
    assertThat(there("free")).isEqualTo("free");
    ended("e0", "anna", T0);
    assertThat(facts("e0")).as("the id, the key and the facts are free again").isEqualTo(2);
  }

  @Test
  void erasing_deletes_all_runs_of_one_caller_and_fences_their_engines_off() throws Exception {
    ended("e1", "ben", T0);
    NewExecution bens = run("e2", "ben", T0, NewExecution.Start.PLAIN);
    Fence open = Objects.requireNonNull(store().create(bens, BRIEF, List.of(STARTED), RUNNING));
    post("e2");
    store().create(run("e3", "ben", T0, NewExecution.Start.PLAIN), null, List.of(), DUE);
    created("other", NODE_1);
    assertThat(store().erase("ben")).isEqualTo(3);
    assertThat(store().erase("ben")).isZero();
    assertThat(List.of("e1", "e2", "e3")).allMatch(id -> there(id) == null);
    assertThat(there("other")).isEqualTo("other");
    assertThatThrownBy(() -> append(open, 1, List.of(STEP), RUNNING))
        .isInstanceOf(FencedException.class);
    assertThat(store().renew(NODE_1, List.of(open))).isEmpty();
    assertThat(post("e2")).isFalse();
    assertThat(claim(NODE_2)).isEmpty();
    Fence again = created("e2", NODE_1);
    assertThat(again.attempt()).isEqualTo(1);
    assertThat(store().inbox("e2", 0)).isEmpty();
  }
}
