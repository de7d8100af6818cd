package dev.sluice.examples.bench;

import dev.sluice.examples.bench.durable.DurableFamily;
import dev.sluice.examples.bench.durable.Server;
import dev.sluice.examples.bench.harness.Contender;
import dev.sluice.examples.bench.harness.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ContendersTest {
  private static void check(Entry entry) throws Exception {
    try (Contender contender = entry.contender().call()) {
      contender.check();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyContenderDoesTheAgreedWork() {
    return Stream.of("A", "C")
        .flatMap(family -> Main.entries(family).stream())
        .map(entry -> DynamicTest.dynamicTest(entry.name(), () -> check(entry)));
  }

  @Test
  void everyContenderDoesTheAgreedWorkInPostgres() throws Exception {
    try (Server server = Server.start()) {
      int count = DurableFamily.entries("").size();
      for (int i = 0; i < count; i++) {
        check(DurableFamily.entries(server.database("b" + i)).get(i));
      }
    }
  }

  @Test
  void everyContenderDoesTheAgreedWorkInSqlite(@TempDir Path folder) throws Exception {
    List<Entry> entries = DurableFamily.entries("jdbc:sqlite:" + folder.resolve("b.db"));
    for (Entry entry : entries) {
      check(entry);
    }
  }
}
