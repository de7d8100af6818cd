package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.mustachejava.MustacheFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The arrows of ARCHITECTURE.md. */
class ArchitectureTest {
  private static final String ROOT = "dev.sluice";
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPath(home());
    assertThat(classes).hasSizeGreaterThan(100);
  }

  /** Where the engine's own classes are, without those of the tests. */
  private static Path home() {
    return Path.of(
        WorkflowEngine.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("dev.sluice.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void nobody_imports_the_root_package() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(classes);
  }

  @Test
  void one_file_imports_mustache() {
    Set<String> files = new TreeSet<>();
    for (JavaClass type : classes) {
      if (type.getDirectDependenciesFromSelf().stream()
          .anyMatch(
              d -> d.getTargetClass().getPackageName().startsWith("com.github.mustachejava"))) {
        files.add(
            type.getPackageName()
                + "/"
                + type.getSource().orElseThrow().getFileName().orElseThrow());
      }
    }
    assertThat(files).containsExactly("dev.sluice.internal.template/MustachePart.java");
  }

  @Test
  void leaves_know_nothing_of_the_engine() {
    leaf("dev.sluice.error");
    leaf("dev.sluice.limit");
    leaf("dev.sluice.host");
    leaf("dev.sluice.internal.text");
    leaf("dev.sluice.internal.json", "dev.sluice.error");
    leaf("dev.sluice.schema", "dev.sluice.error", "dev.sluice.internal.json");
    leaf("dev.sluice.tool", "dev.sluice.internal.json");
    leaf("dev.sluice.execution", "dev.sluice.error", "dev.sluice.internal.json");
  }

  private static void leaf(String leaf, String... others) {
    String[] admitted = Stream.concat(Stream.of(leaf), Stream.of(others)).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(leaf)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice..").and(not(resideInAnyPackage(admitted))))
        .check(classes);
  }

  @Test
  void the_fold_and_what_it_is_made_of_perform_no_effects() {
    String[] pure = {
      "dev.sluice.internal.run",
      "dev.sluice.internal.plan",
      "dev.sluice.internal.check",
      "dev.sluice.internal.template",
      "dev.sluice.internal.schema",
      "dev.sluice.internal.json",
      "dev.sluice.internal.text"
    };
    noClasses()
        .that()
        .resideInAnyPackage(pure)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.sluice.host", "dev.sluice.internal.engine", "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, java.time.Clock.class, java.util.Random.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent.locks", "java.net..", "java.nio.file..")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .because("the driver performs the effects, and a simulation takes its place")
        .allowEmptyShould(false)
        .check(classes.that(not(named("dev.sluice.internal.json.Conversion"))));
  }

  /** It only asks whether a value is a path, which is iterable. */
  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> named(String name) {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        name, type -> type.getName().equals(name));
  }

  @Test
  void drivers_and_the_fold_know_stores_by_their_spi_only() {
    noClasses()
        .that()
        .resideInAPackage("dev.sluice.internal..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("dev\\.sluice\\.store\\.InMemory.*")
        .check(classes);
  }

  @Test
  void what_others_see_names_nothing_internal() {
    List<String> leaks = new ArrayList<>();
    for (JavaClass type : classes) {
      if (type.getPackageName().startsWith("dev.sluice.internal") || !isVisible(type)) {
        continue;
      }
      for (JavaMember member : type.getMembers()) {
        if (isVisible(member) && !isVisibleOnlyToUs(member)) {
          names(member)
              .filter(name -> name.startsWith("dev.sluice.internal"))
              .forEach(name -> leaks.add(member.getFullName() + " names " + name));
        }
      }
      type.getRawSuperclass().stream()
          .map(JavaClass::getName)
          .filter(name -> name.startsWith("dev.sluice.internal"))
          .forEach(name -> leaks.add(type.getName() + " extends " + name));
    }
    assertThat(leaks).isEmpty();
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static boolean isVisibleOnlyToUs(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  private static Stream<String> names(JavaMember member) {
    return member instanceof JavaCodeUnit unit
        ? Stream.concat(
            Stream.of(unit.getRawReturnType().getName()),
            unit.getRawParameterTypes().stream().map(JavaClass::getName))
        : Stream.of(((com.tngtech.archunit.core.domain.JavaField) member).getRawType().getName());
  }

  @Test
  void only_the_allowed_libraries_are_used() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.sluice..",
            "java..",
            "javax.crypto..",
            "com.fasterxml.jackson..",
            "com.github.mustachejava..",
            "org.slf4j..",
            "org.jspecify.annotations..")
        .check(classes);
  }

  @Test
  void there_is_no_static_mutable_state() {
    noFields()
        .that()
        .areStatic()
        .should()
        .notBeFinal()
        .orShould()
        .haveRawType(resideInAPackage("java.util.concurrent.."))
        .check(classes);
  }

  @Test
  void nothing_is_printed_and_nothing_is_logged_past_slf4j() {
    noClasses().should(ACCESS_STANDARD_STREAMS).check(classes);
    noClasses().should(USE_JAVA_UTIL_LOGGING).check(classes);
  }

  @Test
  void every_package_says_that_its_references_are_not_null() throws Exception {
    Set<String> packages =
        classes.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : packages) {
      assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
          .as(name)
          .isTrue();
    }
  }

  @Test
  void the_module_exports_what_is_not_internal() throws IOException {
    Path descriptor = home().resolve("module-info.class");
    assumeTrue(Files.exists(descriptor), "skipped: the classes were compiled without their module");
    Set<String> exported = new TreeSet<>();
    try (InputStream in = Files.newInputStream(descriptor)) {
      ModuleDescriptor module = ModuleDescriptor.read(in);
      assertThat(module.name()).isEqualTo("dev.sluice.core");
      module.exports().stream()
          .filter(e -> !e.isQualified())
          .forEach(e -> exported.add(e.source()));
    }
    Set<String> open =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith("dev.sluice.internal"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(exported).isEqualTo(open);
  }

  @Test
  void the_engine_and_its_libraries_take_at_most_3_megabytes() throws Exception {
    byte[] any = Files.readAllBytes(home().resolve("dev/sluice/WorkflowEngine.class"));
    assumeFalse(
        new String(any, StandardCharsets.ISO_8859_1).contains("LineNumberTable"),
        "These classes were compiled with line numbers, which the jar hasn't.");
    long bytes = 0;
    for (Class<?> library :
        List.of(
            ObjectMapper.class,
            JsonFactory.class,
            JsonProperty.class,
            MustacheFactory.class,
            Logger.class)) {
      bytes +=
          Files.size(Path.of(library.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    try (Stream<Path> files = Files.walk(home())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = home().relativize(file).toString().replace('\\', '/');
        boolean left = name.matches("dev/sluice/internal/(Nullable|(.*/)?package-info)\\.class");
        bytes += left ? 0 : deflated(Files.readAllBytes(file)) + 2L * name.length();
      }
    }
    long manifestAndDirectory = 250;
    assertThat(bytes + manifestAndDirectory).isLessThanOrEqualTo(3L << 20);
  }

  /** What an entry of a jar takes, its two headers included. */
  private static int deflated(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(content);
      deflater.finish();
      return 76 + deflater.deflate(new byte[content.length + 100]);
    } finally {
      deflater.end();
    }
  }
}
