package dev.sluice.examples.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonGetToolTest {
  private static final String VALUE =
      "{\"a\": {\"b\": [10, 1.10]}, \"\": 1, \"m/n\": 2, \"m~n\": 3, \"none\": null}";
  private final JsonGetTool tool = new JsonGetTool();

  @ParameterizedTest
  @CsvSource({
    "/a/b/0, 10",
    "/a/b/1, 1.10",
    "/a/b, '[10,1.10]'",
    "/, 1",
    "/m~1n, 2",
    "/m~0n, 3",
    "/none, null"
  })
  void aPointerPicksItsPart(String pointer, String expected) throws Exception {
    String arguments = "{\"value\": " + VALUE + ", \"pointer\": \"" + pointer + "\"}";
    assertThat(Call.of(tool, arguments).toString()).isEqualTo(expected);
  }

  @Test
  void theEmptyPointerIsTheWholeValue() throws Exception {
    assertThat(Call.of(tool, "{\"value\": [1], \"pointer\": \"\"}").toString()).isEqualTo("[1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/b", "/a/b/2", "/a/b/-1", "/a/b/00", "/a/b/-", "/none/x", "/a/b/0/x"})
  void aPointerThatLeadsNowhereGivesTheDefaultOrFails(String pointer) throws Exception {
    String start = "{\"value\": " + VALUE + ", \"pointer\": \"" + pointer + "\"";
    assertThat(Call.of(tool, start + ", \"default\": \"d\"}").textValue()).isEqualTo("d");
    assertThat(Call.of(tool, start + ", \"default\": null}").isNull()).isTrue();
    assertThat(Call.failing(tool, start + "}").code()).isEqualTo("not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/a~", "/a~2"})
  void whatIsNoPointerIsRefused(String pointer) throws Exception {
    String arguments = "{\"value\": {}, \"pointer\": \"" + pointer + "\", \"default\": 1}";
    assertThat(Call.failing(tool, arguments).code()).isEqualTo("invalid_arguments");
  }
}
