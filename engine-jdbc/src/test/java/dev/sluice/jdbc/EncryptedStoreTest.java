package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.StoredExecution;
import dev.sluice.testkit.SharedStoreContract;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract with a codec that never writes the same text twice the same way. */
class EncryptedStoreTest extends SharedStoreContract {
  @TempDir Path folder;
  private JdbcStore store;

  private JdbcStore.Builder builder() {
    return JdbcStore.builder(Sqlite.file(folder));
  }

  @BeforeEach
  void open() {
    store = builder().payloadCodec(new AesCodec(new byte[16])).build();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected ExecutionStore store() {
    return store.executions();
  }

  private String files() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void no_payload_is_in_the_files_and_all_of_it_can_be_read_by_another_process() throws Exception {
    Workflow secret = Workflow.builder("SECRET name").step(Step.of("t")).build();
    store()
        .create(
            Runs.of("plain-id", "plain-caller", dev.sluice.store.NewExecution.Start.PLAIN),
            Runs.NODE,
            List.of(Runs.fact("{\"SECRET\":1}")),
            Runs.RUNNING);
    store().post(null, "plain-id", Runs.fact("SECRET message"));
    Instant now = Instant.ofEpochSecond(1);
    store.workflows().insert(secret.registeredAs("plain-wf", "plain-caller", now, now));
    byte[] tokenSecret = store.tokenSecret();
    store.close();
    assertThat(files())
        .contains("plain-id", "plain-caller", "plain-wf")
        .doesNotContain("SECRET", "inputs.x", java.util.HexFormat.of().formatHex(tokenSecret));
    try (JdbcStore again = builder().payloadCodec(new AesCodec(new byte[16])).build()) {
      assertThat(again.executions().find(null, "plain-id").orElseThrow().facts().get(0).body())
          .isEqualTo("{\"SECRET\":1}");
      assertThat(again.executions().inbox("plain-id", 0)).hasSize(1);
      assertThat(again.workflows().list("plain-caller")).hasSize(1);
      assertThat(again.tokenSecret()).isEqualTo(tokenSecret);
    }
    try (JdbcStore wrong = builder().payloadCodec(new AesCodec(new byte[32])).build()) {
      StoredExecution sealed = wrong.executions().find(null, "plain-id").orElseThrow();
      assertThat(sealed.isReadable()).isFalse();
      assertThatThrownBy(sealed::execution)
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("plain-id")
          .cause()
          .hasMessage("A stored text could not be sealed or opened.");
    }
  }
}
