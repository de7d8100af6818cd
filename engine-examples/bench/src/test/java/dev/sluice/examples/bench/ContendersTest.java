package dev.sluice.examples.bench;

import dev.sluice.examples.bench.harness.Contender;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ContendersTest {
  @TestFactory
  Stream<DynamicTest> everyContenderDoesTheAgreedWork() {
    return Stream.of("A", "C")
        .flatMap(family -> Main.entries(family).stream())
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.name(),
                    () -> {
                      try (Contender contender = entry.contender().call()) {
                        contender.check();
                      }
                    }));
  }
}
