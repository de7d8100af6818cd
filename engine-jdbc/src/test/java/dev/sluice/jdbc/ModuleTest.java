package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ModuleTest {
  @Test
  void it_needs_the_engine_and_the_platform_only() throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("target/classes/module-info.class"))) {
      ModuleDescriptor module = ModuleDescriptor.read(in);
      assertThat(module.name()).isEqualTo("dev.sluice.jdbc");
      assertThat(module.requires().stream().map(ModuleDescriptor.Requires::name))
          .containsExactlyInAnyOrder("dev.sluice.core", "java.base", "java.sql", "org.jspecify");
      assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
          .containsExactly("dev.sluice.jdbc");
    }
  }

  @Test
  void what_others_can_see_is_what_the_changelog_names() throws IOException {
    try (Stream<Path> classes = Files.list(Path.of("target/classes/dev/sluice/jdbc"))) {
      assertThat(
              classes
                  .map(file -> file.getFileName().toString().replace(".class", ""))
                  .filter(
                      name -> !name.contains("$") && !name.contains("-") && !name.equals("schema"))
                  .filter(ModuleTest::isPublic)
                  .collect(Collectors.toSet()))
          .containsExactlyInAnyOrder(
              "JdbcStore",
              "JdbcTransaction",
              "SchemaMode",
              "Database",
              "PayloadCodec",
              "SchemaException");
    }
  }

  private static boolean isPublic(String name) {
    try {
      Class<?> type = Class.forName("dev.sluice.jdbc." + name);
      return java.lang.reflect.Modifier.isPublic(Objects.requireNonNull(type).getModifiers());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
