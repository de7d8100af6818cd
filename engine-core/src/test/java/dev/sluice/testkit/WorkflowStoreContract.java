package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.error.ConflictException;
import dev.sluice.store.WorkflowStore;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Visibility;
import dev.sluice.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link WorkflowStore} must do. Subclass it and hand out yours, empty. */
public abstract class WorkflowStoreContract {
  private static final Instant V1 = Instant.parse("2026-02-21T12:00:00.000001Z");
  private static final Instant V2 = Instant.parse("2026-02-21T12:00:00.000002Z");

  /**
   * The store under test.
   *
   * @return in one test always the same store; empty at its start
   */
  protected abstract WorkflowStore store();

  private static Workflow workflow(
      String id, String owner, Visibility visibility, String name, Instant version) {
    return Workflow.builder(name)
        .visibility(visibility)
        .step(Step.of("t").input("x", "{{inputs.x}}"))
        .build()
        .registeredAs(id, owner, V1, version);
  }

  private static Workflow mine(String id) {
    return workflow(id, "anna", Visibility.PRIVATE, "mine", V1);
  }

  @Test
  void an_owner_finds_what_was_inserted_byte_for_byte() {
    String awkward = "\u0000 \"quoted\" \\ \uD83D\uDE00 \u2028 \uD800 {{! comment }} \r\n\t end";
    Workflow workflow =
        Workflow.builder("Grüße 😀")
            .description(awkward)
            .tag("a tag")
            .step(Step.of("t").description(awkward).input("b", awkward).input("a", "2"))
            .build()
            .registeredAs("wf_1", "anna", V1, V2);
    store().insert(workflow);
    assertThat(store().find("anna", "wf_1").map(Workflow::toJson)).contains(workflow.toJson());
  }

  @Test
  void an_id_can_be_taken_once_whoever_owns_it() {
    store().insert(mine("wf_1"));
    assertThatThrownBy(() -> store().insert(mine("wf_1"))).isInstanceOf(ConflictException.class);
    Workflow foreign = workflow("wf_1", "ben", Visibility.PUBLIC, "foreign", V1);
    assertThatThrownBy(() -> store().insert(foreign)).isInstanceOf(ConflictException.class);
    assertThat(store().find("anna", "wf_1")).contains(mine("wf_1"));
    assertThat(store().find("ben", "wf_1")).isEmpty();
  }

  @Test
  void a_private_workflow_is_found_by_its_owner_only_and_a_public_one_by_anyone() {
    store().insert(mine("wf_private"));
    store().insert(workflow("wf_public", "anna", Visibility.PUBLIC, "public", V1));
    assertThat(store().find("anna", "wf_private")).isPresent();
    assertThat(store().find("ben", "wf_private")).isEmpty();
    assertThat(store().find("ANNA", "wf_private")).isEmpty();
    assertThat(store().find("anna", "WF_PRIVATE")).isEmpty();
    assertThat(store().find("ben", "wf_public")).isPresent();
    assertThat(store().find("ben", "wf_absent")).isEmpty();
  }

  @Test
  void a_list_holds_the_owners_workflows_by_id_public_or_not() {
    store().insert(mine("wf_b"));
    store().insert(workflow("wf_a", "anna", Visibility.PUBLIC, "public", V1));
    store().insert(workflow("wf_c", "ben", Visibility.PUBLIC, "foreign", V1));
    assertThat(store().list("anna")).extracting(Workflow::id).containsExactly("wf_a", "wf_b");
    assertThat(store().list("carl")).isEmpty();
  }

  @Test
  void an_update_of_the_newest_version_replaces_the_workflow() {
    store().insert(mine("wf_1"));
    Workflow changed = workflow("wf_1", "anna", Visibility.PUBLIC, "changed", V2);
    assertThat(store().update(changed, V1)).isTrue();
    assertThat(store().find("ben", "wf_1")).contains(changed);
    assertThat(store().list("anna")).containsExactly(changed);
  }

  @Test
  void an_update_of_an_older_version_is_a_conflict_and_changes_nothing() {
    store().insert(mine("wf_1"));
    Workflow first = workflow("wf_1", "anna", Visibility.PRIVATE, "first", V2);
    store().update(first, V1);
    Workflow late = workflow("wf_1", "anna", Visibility.PRIVATE, "late", V2.plusNanos(1_000));
    assertThatThrownBy(() -> store().update(late, V1)).isInstanceOf(ConflictException.class);
    assertThat(store().find("anna", "wf_1")).contains(first);
  }

  @Test
  void nobody_but_the_owner_updates_or_removes_not_even_a_public_workflow() {
    Workflow workflow = workflow("wf_1", "anna", Visibility.PUBLIC, "public", V1);
    store().insert(workflow);
    Workflow foreign = workflow("wf_1", "ben", Visibility.PUBLIC, "stolen", V2);
    assertThat(store().update(foreign, V1)).isFalse();
    assertThat(store().update(foreign, V2)).as("a wrong version tells no more").isFalse();
    assertThat(store().remove("ben", "wf_1")).isFalse();
    assertThat(store().find("anna", "wf_1")).contains(workflow);
  }

  @Test
  void what_is_absent_can_be_neither_updated_nor_removed() {
    assertThat(store().update(mine("wf_1"), V1)).isFalse();
    assertThat(store().find("anna", "wf_1")).isEmpty();
    assertThat(store().remove("anna", "wf_1")).isFalse();
  }

  @Test
  void a_removed_workflow_is_gone_and_its_id_is_free() {
    store().insert(mine("wf_1"));
    assertThat(store().remove("anna", "wf_1")).isTrue();
    assertThat(store().find("anna", "wf_1")).isEmpty();
    assertThat(store().remove("anna", "wf_1")).isFalse();
    store().insert(workflow("wf_1", "ben", Visibility.PRIVATE, "new", V1));
    assertThat(store().find("ben", "wf_1")).isPresent();
  }

  @Test
  void of_many_updates_of_one_version_exactly_one_wins() throws Exception {
    store().insert(mine("wf_1"));
    AtomicInteger won = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    Race.of(
        8,
        i -> {
          try {
            Workflow changed = workflow("wf_1", "anna", Visibility.PRIVATE, "n" + i, V2);
            if (store().update(changed, V1)) {
              won.incrementAndGet();
            }
          } catch (ConflictException e) {
            lost.incrementAndGet();
          }
        });
    assertThat(List.of(won.get(), lost.get())).containsExactly(1, 7);
  }

  // ---- versions ----

  private static Workflow version(int number) {
    return workflow(
        "wf_1", "anna", Visibility.PRIVATE, "version " + number, V1.plusNanos(number * 1_000L));
  }

  private void versions(int most) {
    store().insert(version(0));
    for (int i = 1; i <= most; i++) {
      store().update(version(i), V1.plusNanos((i - 1) * 1_000L));
    }
  }

  @Test
  void the_history_has_all_versions_newest_first() {
    versions(3);
    assertThat(store().history("anna", "wf_1"))
        .containsExactly(version(3), version(2), version(1), version(0));
    assertThat(store().find("anna", "wf_1")).contains(version(3));
  }

  @Test
  void the_history_keeps_the_newest_hundred_versions() {
    versions(104);
    assertThat(store().history("anna", "wf_1"))
        .hasSize(100)
        .startsWith(version(104))
        .endsWith(version(5));
  }

  @Test
  void the_history_is_the_owners_even_of_a_public_workflow() {
    store().insert(workflow("wf_1", "anna", Visibility.PUBLIC, "public", V1));
    assertThat(store().history("anna", "wf_1")).hasSize(1);
    assertThat(store().history("ben", "wf_1")).isEmpty();
    assertThat(store().history("anna", "wf_absent")).isEmpty();
  }

  @Test
  void an_update_that_is_refused_is_no_version() {
    versions(1);
    assertThatThrownBy(() -> store().update(version(2), V1)).isInstanceOf(ConflictException.class);
    assertThat(store().history("anna", "wf_1")).containsExactly(version(1), version(0));
  }

  @Test
  void a_removed_workflow_leaves_no_history() {
    versions(2);
    store().remove("anna", "wf_1");
    assertThat(store().history("anna", "wf_1")).isEmpty();
    store().insert(version(7));
    assertThat(store().history("anna", "wf_1")).containsExactly(version(7));
  }

  @Test
  void erasing_removes_all_workflows_of_one_caller_with_their_history() {
    versions(2);
    store().insert(mine("wf_2"));
    store().insert(workflow("wf_3", "ben", Visibility.PUBLIC, "foreign", V1));
    assertThat(store().erase("anna")).isEqualTo(2);
    assertThat(store().erase("anna")).isZero();
    assertThat(store().list("anna")).isEmpty();
    assertThat(store().history("anna", "wf_1")).isEmpty();
    assertThat(store().find("ben", "wf_3")).isPresent();
  }
}
