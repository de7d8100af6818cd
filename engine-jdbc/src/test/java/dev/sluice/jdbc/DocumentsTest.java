package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fact;
import dev.sluice.store.Fence;
import dev.sluice.store.NewExecution;
import dev.sluice.store.StoredExecution;
import dev.sluice.store.StoredText;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is stored comes back byte for byte. */
class DocumentsTest {
  private static final List<String> DOCUMENTS =
      List.of(
          "{\"n\":1.10,\"m\":1E+400,\"l\":12345678901234567890123}",
          "{\"b\":1,\"a\":2,\"\":3,\" \":4}",
          "{\"nul\":\"\\u0000\",\"lone\":\"\\uD800 \\uDC00\",\"pair\":\"\uD83D\uDE00\"}",
          "{\"e\":\"1e1000000\",\"sep\":\"\u2028\u2029\u0085\u00A0\"}",
          "{\"deep\":" + "[".repeat(490) + "1" + "]".repeat(490) + "}",
          "{\"large\":\"" + "aé\uD83D\uDE00'\\\\".repeat(150_000) + "\"}");

  @ParameterizedTest
  @EnumSource
  void facts_inputs_and_messages_are_exact(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      for (String document : DOCUMENTS) {
        NewExecution run =
            new NewExecution(
                "e" + document.hashCode(),
                "anna",
                Runs.WORKFLOW,
                Map.of(),
                StoredText.inputs(document),
                Runs.T0,
                NewExecution.Start.PLAIN);
        Fence fence =
            Objects.requireNonNull(
                store.create(run, Runs.NODE, List.of(Runs.fact(document)), Runs.RUNNING));
        store.append(fence, 1, List.of(Runs.fact(document)), Runs.RUNNING, null);
        store.post(null, run.id(), Runs.fact(document));
        StoredExecution stored = store.find("anna", run.id()).orElseThrow();
        assertThat(StoredText.of(stored.execution().inputs())).isEqualTo(document);
        List<Fact> all = new ArrayList<>(stored.facts());
        all.add(store.inbox(run.id(), 0).get(0).content());
        assertThat(all).hasSize(3).allMatch(fact -> fact.body().equals(document));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void texts_that_are_no_json_are_exact_too(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      List<Fact> facts = new ArrayList<>();
      for (String text : List.of("", " ", "\u0000", "\uD800", "\u0010\u00100000", "\r\n\t")) {
        facts.add(Fact.of(text, text, Long.MIN_VALUE, text));
      }
      store.create(Runs.of("e1"), Runs.NODE, facts, Runs.RUNNING);
      assertThat(store.find(null, "e1").orElseThrow().facts())
          .usingRecursiveComparison()
          .isEqualTo(facts);
    }
  }

  @ParameterizedTest
  @EnumSource
  void definitions_are_exact_with_those_that_they_use_and_stored_once(Backend backend)
      throws Exception {
    String awkward = "\u0000 \"quoted\" \\ \uD83D\uDE00 \u2028 \uD800 {{! comment }} \r\n\t end";
    Workflow child = Workflow.builder("child").step(Step.of("t").description(awkward)).build();
    Workflow parent = Workflow.builder("parent").step(Step.of("c").description(awkward)).build();
    Map<String, Workflow> pinned = Map.of("wf_1", child, "wf \uD83D\uDE00", parent);
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      for (int i = 0; i < 4; i++) {
        NewExecution.Start plain = NewExecution.Start.PLAIN;
        NewExecution run = Runs.of("e" + i);
        store.create(
            new NewExecution(
                run.id(), "anna", parent, i % 2 == 0 ? pinned : Map.of(), run.inputs(), 1, plain),
            null,
            List.of(),
            Runs.due());
      }
      assertThat(database.column("SELECT hash FROM " + database.table("definitions"))).hasSize(2);
      ExecutionStore fresh = database.store().executions(); // has nothing in memory
      NewExecution back = fresh.find(null, "e0").orElseThrow().execution();
      assertThat(back.workflow().toJson()).isEqualTo(parent.toJson());
      assertThat(back.pinned()).isEqualTo(pinned);
      assertThat(fresh.find(null, "e1").orElseThrow().execution().pinned()).isEmpty();
    }
  }
}
