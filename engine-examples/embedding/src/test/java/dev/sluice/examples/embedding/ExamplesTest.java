package dev.sluice.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.execution.StepResult;
import dev.sluice.tool.Approval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ExamplesTest {
  @Test
  void a_flaky_endpoint_is_asked_again_until_it_answers() throws Exception {
    Execution execution = FlakyEndpoint.run(2);
    assertThat(execution.orThrow().result(1).get("body").asText()).isEqualTo("sunny");
    StepResult step = execution.stepResults().get(0);
    assertThat(step.attempts()).isEqualTo(3);
    assertThat(step.executionTimeMs()).as("10 ms, then 20").isGreaterThanOrEqualTo(30);
  }

  @Test
  void an_endpoint_that_stays_busy_fails_the_run() throws Exception {
    Execution execution = FlakyEndpoint.run(Integer.MAX_VALUE);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.errorCode()).isEqualTo("http_503");
    assertThat(execution.stepResults().get(0).attempts()).isEqualTo(4);
  }

  @Test
  void fifty_items_are_squared_one_by_one_or_eight_at_once_and_come_in_order() {
    Execution slow = fannedOut(1);
    Execution fast = fannedOut(8);
    assertThat(fast.output()).isEqualTo(slow.output());
    for (int i = 0; i < 50; i++) {
      assertThat(fast.output().get("squares").get(i).asInt()).isEqualTo(i * i);
    }
  }

  /** The first calls wait for each other: all that may be are under way at once. */
  private static Execution fannedOut(int maxConcurrency) {
    CountDownLatch all = new CountDownLatch(maxConcurrency);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    Execution execution =
        FanOut.run(
            maxConcurrency,
            () -> {
              peak.accumulateAndGet(now.incrementAndGet(), Math::max);
              all.countDown();
              boolean unused = all.await(60, TimeUnit.SECONDS);
              now.decrementAndGet();
            });
    assertThat(peak).as("calls at once").hasValue(maxConcurrency);
    return execution.orThrow();
  }

  @Test
  void both_sides_of_a_diamond_run_at_once() {
    Execution execution = Diamond.run().orThrow();
    assertThat(execution.result(4).asText())
        .isEqualTo("flight to Lisbon: booked, hotel in Lisbon: booked");
  }

  @Test
  void a_failed_order_is_undone_from_its_end() {
    List<String> ledger = new CopyOnWriteArrayList<>();
    Execution execution = OrderSaga.run(ledger);
    assertThat(execution.error()).isEqualTo("Step 3 (ship) failed: Nobody ships there.");
    assertThat(ledger)
        .containsExactly(
            "reserved lamp",
            "reserved desk",
            "charged 120",
            "refunded: charged 120",
            "released: reserved desk",
            "released: reserved lamp");
    assertThat(execution.compensationResults())
        .extracting(result -> result.status().text() + " " + result.attempts())
        .containsExactly("success 2", "success 1", "success 1");
  }

  @Test
  void an_approval_is_granted_from_another_thread() throws Exception {
    Instant at = Instant.parse("2026-02-21T12:00:00Z");
    Execution execution =
        Payout.run(
            question -> {
              assertThat(question).isEqualTo("Pay 500 to acme?");
              assertThat(Thread.currentThread().getName()).isEqualTo("desk");
              return Approval.granted("alice", at);
            });
    assertThat(execution.orThrow().result(1).get("by").asText()).isEqualTo("alice");
    assertThat(execution.result(2).at("/order/amount").asInt()).isEqualTo(500);
    Execution refused = Payout.run(question -> Approval.rejected("bob", at, "too much"));
    assertThat(refused.errorCode()).isEqualTo("rejected");
  }

  @Test
  void a_workflow_serves_another_as_a_tool() {
    List<Execution> records = SubWorkflow.run();
    assertThat(records.get(0).orThrow().result(1).toString())
        .isEqualTo("[\"Hello ADA\",\"Hello GRACE\"]");
    assertThat(records).hasSize(3);
    assertThat(records.subList(1, 3))
        .allMatch(child -> records.get(0).id().equals(child.parentId()));
  }

  @Test
  void a_cancelled_run_publishes_nothing_and_cleans_up() throws Exception {
    Execution execution = CancelledRun.run();
    assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(execution.stepResult(2).orElseThrow().errorCode()).isEqualTo("cancelled");
    assertThat(execution.stepResult(3)).isEmpty();
    assertThat(execution.compensationResults().get(0).result().asText()).isEqualTo("discarded");
  }

  @Test
  void every_example_runs_by_itself() throws Exception {
    FlakyEndpoint.main(new String[0]);
    FanOut.main(new String[0]);
    Diamond.main(new String[0]);
    OrderSaga.main(new String[0]);
    Payout.main(new String[0]);
    SubWorkflow.main(new String[0]);
    CancelledRun.main(new String[0]);
  }

  @Test
  void the_readme_names_every_example_and_this_test_runs_it() throws Exception {
    String folder = "src/main/java/dev/sluice/examples/embedding/";
    String readme = Files.readString(Path.of("../../README.md"));
    String here =
        Files.readString(Path.of("src/test/java/dev/sluice/examples/embedding/ExamplesTest.java"));
    List<String> examples = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (Files.readString(file).contains("static void main(")) {
          assertThat(readme)
              .contains(
                  "\n- [`" + name + "`](engine-examples/embedding/" + folder + name + ".java): ");
          assertThat(here).contains("    " + name + ".main(");
          examples.add(name);
        }
      }
    }
    assertThat(examples).hasSizeGreaterThanOrEqualTo(7);
  }
}
