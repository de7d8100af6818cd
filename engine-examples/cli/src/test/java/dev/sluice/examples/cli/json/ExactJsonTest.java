package dev.sluice.examples.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactJsonTest {
  @ParameterizedTest
  @ValueSource(strings = {"1.10", "12345678901234567890", "0.0", "[1,{\"a\":null}]", "\"\\u0000\""})
  void whatIsReadIsWrittenTheSame(String json) throws Exception {
    assertThat(ExactJson.compact(ExactJson.read(json))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{} {}", "[1,]", "{\"a\":1,\"a\":2}", "NaN", "'a'", "1e99999999999"})
  void whatIsNotJsonIsRefusedWithAReason(String text) {
    assertThatThrownBy(() -> ExactJson.read(text))
        .isInstanceOf(NotJsonException.class)
        .message()
        .isNotBlank()
        .doesNotContain("\n")
        .doesNotEndWith(".");
  }

  @Test
  void indentedJsonLooksLikeTheRecords() throws Exception {
    assertThat(ExactJson.pretty(ExactJson.read("{\"a\":[1,2],\"b\":{},\"c\":[]}")))
        .isEqualTo("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}");
  }
}
