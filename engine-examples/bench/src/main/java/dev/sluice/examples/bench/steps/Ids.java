package dev.sluice.examples.bench.steps;

import java.util.concurrent.ThreadLocalRandom;

/** Time-ordered ids as an engine would make them, for the floors. */
final class Ids {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Ids() {}

  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (System.currentTimeMillis() << 16) | 0x7000 | (random.nextInt() & 0x0FFF);
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    char[] out = new char[36];
    int at = 0;
    for (int shift = 60; shift >= 0; shift -= 4) {
      if (shift == 28 || shift == 12) {
        out[at++] = '-';
      }
      out[at++] = HEX[(int) (high >>> shift) & 15];
    }
    out[at++] = '-';
    for (int shift = 60; shift >= 0; shift -= 4) {
      if (shift == 44) {
        out[at++] = '-';
      }
      out[at++] = HEX[(int) (low >>> shift) & 15];
    }
    return new String(out);
  }
}
