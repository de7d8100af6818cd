package dev.sluice.host;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Time-ordered ids (RFC 9562, version 7): 48 bits of milliseconds, 74 random bits. Not from a
 * secure source, which would block and cost more than a whole step: ids name runs and guard
 * nothing.
 */
final class UuidV7 implements Supplier<String> {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String get() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return format(System.currentTimeMillis(), random.nextLong(), random.nextLong());
  }

  static String format(long millis, long first, long second) {
    long high = (millis << 16) | 0x7000L | (first & 0x0FFFL);
    long low = (second & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    byte[] out = new byte[36];
    int at = 0;
    for (int i = 0; i < 32; i++) {
      if (i == 8 || i == 12 || i == 16 || i == 20) {
        out[at++] = '-';
      }
      long half = i < 16 ? high : low;
      out[at++] = HEX[(int) (half >>> (60 - 4 * (i & 15))) & 15];
    }
    return new String(out, StandardCharsets.ISO_8859_1);
  }
}
