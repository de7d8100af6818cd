package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.Claimant;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fact;
import dev.sluice.store.NewExecution;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No text of a host's or a caller's becomes SQL, and every text comes back as it was. */
class NamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "x\"; DROP TABLE t; --",
        "x'",
        "1a",
        "a.b",
        "a-b",
        "ä",
        "a\u0000",
        "{now}",
        "a1234567890123456789012345678901234567890123456789012345678901234567890"
      })
  void other_prefixes_and_schemas_than_plain_words_are_refused(String name) {
    JdbcStore.Builder builder = JdbcStore.builder(Postgres.pool());
    assertThatThrownBy(() -> builder.tablePrefix(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A table prefix has 1 to 30 letters");
    assertThatThrownBy(() -> builder.schema(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JdbcStore.script(Database.POSTGRESQL, null, name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JdbcStore.script(Database.POSTGRESQL, name, "sluice_"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sqlite_has_no_schemas() {
    assertThatThrownBy(() -> JdbcStore.script(Database.SQLITE, "main", "sluice_"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SQLite has no schemas");
  }

  @ParameterizedTest
  @EnumSource
  void words_of_sql_serve_as_names(Backend backend) throws Exception {
    try (Backend.Empty database = backend.empty()) {
      JdbcStore.Builder builder = JdbcStore.builder(database.source).tablePrefix("select");
      if (backend != Backend.SQLITE) {
        builder.schema("Order" + (database.schema == null ? "" : database.schema));
      }
      JdbcStore store = database.opened(builder);
      assertThat(store.tokenSecret()).hasSize(32);
      assertThat(store.executions().list(ExecutionQuery.all())).isEmpty();
    }
  }

  private static String hostile(Random random) {
    StringBuilder text = new StringBuilder();
    String[] parts = {
      "'",
      "\"",
      "\\",
      "%",
      "_",
      "--",
      ";",
      "{now}",
      "?",
      "$1",
      "\u0000",
      "\u0010",
      "\uD800",
      "\uDC00",
      "\uD83D\uDE00",
      "0041",
      "\n",
      "é",
      "' OR '1'='1",
      "}",
      "NULL",
      "\u007F",
      "\uFFFF"
    };
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void ids_callers_keys_tags_queues_and_facts_of_any_text_are_found_as_they_are(Backend backend)
      throws Exception {
    Random random = new Random(20260221);
    try (Backend.Empty database = backend.empty()) {
      ExecutionStore store = database.store().executions();
      for (int i = 0; i < 60; i++) {
        String id = hostile(random) + i;
        String caller = hostile(random);
        String key = hostile(random) + i;
        String tag = hostile(random) + i;
        String queue = hostile(random) + i;
        NewExecution.Start start =
            new NewExecution.Start(key, hostile(random), 0, List.of(tag), 0, 0, 0, 0, queue);
        NewExecution run = Runs.of(id, caller, start);
        Fact fact = Fact.of(hostile(random), hostile(random), i, hostile(random));
        store.create(run, null, List.of(fact), Runs.due());
        assertThat(store.find(caller, id).orElseThrow().execution().start())
            .usingRecursiveComparison()
            .isEqualTo(start);
        assertThat(store.findByIdempotencyKey(caller, key)).isPresent();
        assertThat(store.list(ExecutionQuery.all().caller(caller).tag(tag)))
            .extracting(found -> found.execution().id())
            .containsExactly(id);
        assertThat(store.post(caller, id, fact)).isTrue();
        Fact message = store.inbox(id, 0).get(0).content();
        assertThat(List.of(message.kind(), message.unit(), message.body()))
            .isEqualTo(List.of(fact.kind(), fact.unit(), fact.body()));
        Claimant node = new Claimant(hostile(random), 1_000_000);
        assertThat(store.claim(node, List.of(queue), List.of("'"), 5)).hasSize(1);
        assertThat(store.withMail(node.owner())).contains(id);
      }
    }
  }

  @Test
  void escaping_is_undone_exactly_and_leaves_plain_texts_alone() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String text = hostile(random);
      String stored = TextForm.stored(text);
      assertThat(TextForm.original(stored)).isEqualTo(text);
      assertThat(stored.indexOf('\u0000')).isNegative();
    }
    String plain = "{\"n\":1.10,\"t\":\"é \uD83D\uDE00\"}";
    assertThat(TextForm.stored(plain)).isEqualTo(plain);
  }
}
