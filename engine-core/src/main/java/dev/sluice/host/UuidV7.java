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
    hex(high >>> 32, 8, out, 0);
    out[8] = '-';
    hex(high >>> 16, 4, out, 9);
    out[13] = '-';
    hex(high, 4, out, 14);
    out[18] = '-';
    hex(low >>> 48, 4, out, 19);
    out[23] = '-';
    hex(low, 12, out, 24);
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  /** The lowest digits of a number. */
  private static void hex(long number, int digits, byte[] out, int at) {
    for (int i = 0; i < digits; i++) {
      out[at + i] = HEX[(int) (number >>> (4 * (digits - 1 - i))) & 15];
    }
  }
}
