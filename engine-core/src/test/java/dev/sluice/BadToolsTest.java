package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.execution.Execution;
import dev.sluice.execution.ExecutionStatus;
import dev.sluice.testkit.RecordingTools;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a tool does, its step fails with a clear error, and the engine stays usable. */
@Timeout(60)
class BadToolsTest {
  private static final Workflow WORKFLOW =
      Workflow.builder("bad")
          .step(Step.of("good").input("n", "{{inputs.n}}"))
          .step(Step.of("bad").name("Bad Tool"))
          .step(Step.of("good").input("n", "3"))
          .build();
  private static final Workflow GOOD =
      Workflow.builder("good").step(Step.of("good").input("n", "{{inputs.n}}")).build();

  /** An exception that can't even say what it is. */
  static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Throwable thrown;

    Mute(@Nullable Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public @Nullable String getMessage() {
      if (thrown != null) {
        throw BadToolsTest.<RuntimeException>sneaky(thrown);
      }
      return null;
    }
  }

  static final class Twisted extends ToolException {
    private static final long serialVersionUID = 1L;

    Twisted() {
      super("twisted", "message", true);
    }

    @Override
    public String code() {
      throw new IllegalStateException("no code");
    }
  }

  private static ToolInvoker throwing(Throwable e) {
    return call -> {
      throw BadToolsTest.<RuntimeException>sneaky(e);
    };
  }

  /** Other JVM languages don't declare what they throw. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable e) throws T {
    throw (T) e;
  }

  private static ToolInvoker returning(@Nullable Object value) {
    return call -> ToolResult.of(value);
  }

  private static int overflow(int n) {
    return overflow(n + 1) + 1;
  }

  static final class Getter {
    public String getName() {
      throw new IllegalStateException("in a getter");
    }
  }

  static final class Self {
    public Self getSelf() {
      return this;
    }
  }

  private static Object cyclicMap() {
    Map<String, Object> map = new HashMap<>();
    map.put("a", map);
    map.put("b", map);
    return map;
  }

  private static Object cyclicNode() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray("a").add(node);
    return node;
  }

  private static Object deep(int levels) {
    Object value = List.of();
    for (int i = 1; i < levels; i++) {
      value = List.of(value);
    }
    return value;
  }

  private static Object bomb() {
    Object value = List.of();
    for (int i = 0; i < 50; i++) {
      value = List.of(value, value);
    }
    return value;
  }

  private static Object endless() {
    return (Iterable<Integer>)
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                return 7;
              }
            };
  }

  static Stream<Arguments> tools() {
    String over = "The result is larger than 1048576 bytes as JSON.";
    String deep = "The result is nested deeper than 64 levels.";
    String nan = "The result has a number that JSON doesn't have (NaN or infinite).";
    List<Arguments> all = new ArrayList<>();
    all.add(Arguments.of("throws", throwing(new IllegalStateException("boom")), null, "boom"));
    all.add(Arguments.of("checked", throwing(new java.io.IOException("disk")), null, "disk"));
    all.add(
        Arguments.of(
            "no message", throwing(new NullPointerException()), null, "NullPointerException"));
    all.add(
        Arguments.of(
            "blank message", throwing(new RuntimeException(" \n")), null, "RuntimeException"));
    all.add(
        Arguments.of(
            "anonymous", throwing(new RuntimeException() {}), null, "dev.sluice.BadToolsTest$2"));
    all.add(Arguments.of("null message", throwing(new Mute(null)), null, "Mute"));
    all.add(
        Arguments.of(
            "message throws", throwing(new Mute(new IllegalStateException())), null, "Mute"));
    all.add(
        Arguments.of(
            "message throws an error", throwing(new Mute(new LinkageError())), null, "Mute"));
    all.add(
        Arguments.of(
            "message overflows", throwing(new Mute(new StackOverflowError())), null, "Mute"));
    all.add(Arguments.of("code throws", throwing(new Twisted()), null, "message"));
    all.add(
        Arguments.of(
            "endless patience",
            throwing(new ToolException("busy", "later", true, Duration.ofSeconds(Long.MAX_VALUE))),
            "busy",
            "later"));
    all.add(Arguments.of("empty code", throwing(new ToolException("", "m", true)), null, "m"));
    all.add(
        Arguments.of(
            "code with controls", throwing(new ToolException("a\nb\u0000", "m", true)), null, "m"));
    all.add(
        Arguments.of(
            "stack overflow",
            (ToolInvoker) call -> ToolResult.of(overflow(0)),
            null,
            "StackOverflowError"));
    all.add(
        Arguments.of("assertion", throwing(new AssertionError("must hold")), null, "must hold"));
    all.add(
        Arguments.of(
            "out of memory",
            throwing(new OutOfMemoryError("Java heap space")),
            null,
            "Java heap space"));
    all.add(Arguments.of("no class", throwing(new NoClassDefFoundError("a/B")), null, "a/B"));
    all.add(Arguments.of("a throwable of its own", throwing(new Throwable("odd")), null, "odd"));
    all.add(
        Arguments.of(
            "returns null",
            (ToolInvoker) call -> null,
            "invalid_result",
            "The tool returned null; for JSON null it must return ToolResult.of(null)."));
    all.add(
        Arguments.of("too large", returning("x".repeat(1024 * 1024)), "result_too_large", over));
    all.add(Arguments.of("too large once written", returning(bomb()), "result_too_large", over));
    all.add(Arguments.of("endless", returning(endless()), "result_too_large", over));
    all.add(Arguments.of("cyclic map", returning(cyclicMap()), "result_too_large", deep));
    all.add(Arguments.of("cyclic node", returning(cyclicNode()), "result_too_large", deep));
    all.add(Arguments.of("too deep", returning(deep(65)), "result_too_large", deep));
    all.add(Arguments.of("NaN", returning(Map.of("a", Double.NaN)), "invalid_result", nan));
    all.add(
        Arguments.of(
            "NaN node",
            returning(JsonNodeFactory.instance.numberNode(Double.NaN)),
            "invalid_result",
            nan));
    all.add(
        Arguments.of(
            "missing node",
            returning(JsonNodeFactory.instance.missingNode()),
            "invalid_result",
            "The result is a missing node, not a JSON value."));
    all.add(
        Arguments.of(
            "an object that Jackson can't write",
            returning(new Getter()),
            "invalid_result",
            "The result can't be written as JSON (dev.sluice.BadToolsTest$Getter, at name)."));
    all.add(
        Arguments.of(
            "an object within a node",
            returning(JsonNodeFactory.instance.objectNode().putPOJO("p", new Getter())),
            "invalid_result",
            "The result can't be written as JSON (dev.sluice.BadToolsTest$Getter, at name)."));
    all.add(
        Arguments.of(
            "an object of a kind that Jackson needs a module for",
            returning(Map.of("late", new Late(List.of(Optional.of("x"))))),
            "invalid_result",
            "The result can't be written as JSON (dev.sluice.BadToolsTest$Late, at all.0); give the"
                + " engine an objectMapper that can, such as one with a Jackson module."));
    all.add(
        Arguments.of(
            "an object that holds itself",
            returning(new Self()),
            "invalid_result",
            "The result can't be written as JSON (dev.sluice.BadToolsTest$Self, at self)."));
    all.add(
        Arguments.of(
            "a key that is no string",
            returning(Map.of(List.of(), 1)),
            "invalid_result",
            "The result has an object key that is no string (java.util.ImmutableCollections$ListN)."));
    return all.stream();
  }

  record Late(List<Optional<String>> all) {}

  @ParameterizedTest(name = "{0}")
  @MethodSource("tools")
  void a_bad_tool_fails_its_step_and_nothing_else(
      String name, ToolInvoker bad, @Nullable String code, String message) {
    RecordingTools tools = new RecordingTools().echo("good").tool("bad", bad);
    WorkflowEngine engine = WorkflowEngine.builder().tools(tools).build();
    Execution execution = engine.execute(WORKFLOW, Map.of("n", 1));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).isEqualTo("Step 2 (Bad Tool) failed: " + message);
    assertThat(execution.errorCode()).isEqualTo(code);
    assertThat(execution.stepResults()).hasSize(2);
    assertThat(execution.stepResults().get(1).error()).isEqualTo(message);
    assertThat(execution.stepResults().get(1).errorCode()).isEqualTo(code);
    assertThat(execution.toJson()).doesNotContain("\tat ").doesNotContain(".java:");
    assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
    assertThat(engine.findExecution(execution.id())).contains(execution);
    assertThat(tools.called()).containsExactly("good", "bad");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    Execution next = engine.execute(GOOD, Map.of("n", 2));
    assertThat(next.orThrow().result(1).get("n").intValue()).isEqualTo(2);
  }

  private static String error(String message) {
    RecordingTools tools =
        new RecordingTools().echo("good").tool("bad", throwing(new RuntimeException(message)));
    Execution execution =
        WorkflowEngine.builder().tools(tools).build().execute(WORKFLOW, Map.of("n", 1));
    return Objects.requireNonNull(execution.stepResults().get(1).error());
  }

  @Test
  void a_long_message_is_cut_at_4_ki_characters_never_within_one() {
    assertThat(error("x".repeat(4096))).isEqualTo("x".repeat(4096));
    assertThat(error("x".repeat(5000))).isEqualTo("x".repeat(4096));
    assertThat(error("x".repeat(4095) + "\uD83D\uDE00")).isEqualTo("x".repeat(4095));
    assertThat(error("x".repeat(4094) + "\uD83D\uDE00!"))
        .isEqualTo("x".repeat(4094) + "\uD83D\uDE00");
  }

  @Test
  void nul_and_lone_surrogates_in_a_message_are_replaced() {
    assertThat(error("a\u0000b\uD800c\uDC00\uD83D\uDE00\uD83D"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFD\uD83D\uDE00\uFFFD");
    assertThat(error("line 1\nline 2\t\u2028")).isEqualTo("line 1\nline 2\t\u2028");
  }

  @Test
  void json_null_is_a_result() {
    RecordingTools tools = new RecordingTools().echo("good").tool("bad", returning(null));
    Execution execution =
        WorkflowEngine.builder().tools(tools).build().execute(WORKFLOW, Map.of("n", 1)).orThrow();
    assertThat(execution.result(2).isNull()).isTrue();
  }

  @Test
  void what_just_fits_is_a_result() {
    for (Object fits : List.of("x".repeat(1024 * 1024 - 2), deep(64))) {
      RecordingTools tools = new RecordingTools().echo("good").tool("bad", returning(fits));
      Execution execution =
          WorkflowEngine.builder().tools(tools).build().execute(WORKFLOW, Map.of("n", 1)).orThrow();
      assertThat(Execution.fromJson(execution.toJson())).isEqualTo(execution);
    }
  }

  @Test
  void runs_that_start_each_other_without_end_fail_and_leave_the_engine_usable() {
    WorkflowEngine[] itself = new WorkflowEngine[1];
    RecordingTools tools =
        new RecordingTools()
            .echo("good")
            .tool(
                "bad", call -> ToolResult.of(itself[0].execute(WORKFLOW, Map.of("n", 1)).error()));
    itself[0] = WorkflowEngine.builder().tools(tools).build();
    Execution outermost = itself[0].execute(WORKFLOW, Map.of("n", 1));
    assertThat(outermost.status()).isEqualTo(ExecutionStatus.SUCCESS);
    assertThat(itself[0].execute(GOOD, Map.of("n", 2)).orThrow()).isNotNull();
  }
}
