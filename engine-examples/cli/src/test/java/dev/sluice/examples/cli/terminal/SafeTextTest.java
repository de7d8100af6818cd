package dev.sluice.examples.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void ordinaryTextIsLeftAlone() {
    String text = "Zürich 東京 🌧 👨‍👩‍👧 a\u200Cb, 10% {{x}} \\ \"";
    assertThat(SafeText.line(text)).isSameAs(text);
    assertThat(SafeText.lines(text)).isSameAs(text);
  }

  @Test
  void whatSteersATerminalIsShownAndNotSent() {
    assertThat(SafeText.line("a\u001B[2Jb\u0007\u0000\u007F\u009B1m"))
        .isEqualTo("a\\u001B[2Jb\\u0007\\u0000\\u007F\\u009B1m");
    assertThat(SafeText.line("one\ntwo\rthree\tfour")).isEqualTo("one\\ntwo\\rthree\\tfour");
  }

  @Test
  void whatHidesOrReordersTextIsShown() {
    assertThat(SafeText.line("\u202Etxt.exe\u2066\u200B\uFEFF\u2028\u2029"))
        .isEqualTo("\\u202Etxt.exe\\u2066\\u200B\\uFEFF\\u2028\\u2029");
    assertThat(SafeText.line("tag " + Character.toString(0xE0041))).isEqualTo("tag \\uDB40\\uDC41");
  }

  @Test
  void loneSurrogatesAreShown() {
    assertThat(SafeText.line("\uD83D-\uDE00")).isEqualTo("\\uD83D-\\uDE00");
  }

  @Test
  void severalLinesKeepTheirLineFeedsOnly() {
    assertThat(SafeText.lines("one\ntwo\r\nthree")).isEqualTo("one\ntwo\\r\nthree");
  }
}
