package dev.sluice.internal.json;

import static dev.sluice.internal.json.NotNormalException.Reason.TOO_LARGE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.internal.Nullable;

/**
 * Puts any value into the one normal form of JSON.
 *
 * <p>Whole numbers become the smallest of int, long and BigInteger; floats and doubles become the
 * decimal that their {@code toString} shows; decimals keep their scale. Binary becomes base64 text,
 * as Jackson writes it. NaN and the infinities, cycles (as over-deep values), object keys that are
 * equal or have lone surrogates and anything that Jackson can't write are refused.
 */
public final class NormalForm {
  private final @Nullable ObjectMapper mapper;
  private final int depth;
  private final long bytes;

  /**
   * Sets the bounds.
   *
   * @param mapper converts what isn't plain data; null for the engine's own
   * @param depth the deepest nesting of containers
   * @param bytes the most bytes as JSON
   */
  public NormalForm(@Nullable ObjectMapper mapper, int depth, long bytes) {
    this.mapper = mapper;
    this.depth = depth;
    this.bytes = bytes;
  }

  /**
   * Converts a value.
   *
   * @param value a JSON node (given back as it is where it is in normal form already), plain data,
   *     or anything that the mapper can write; null is JSON null
   * @return a value in normal form, within the bounds
   * @throws NotNormalException if there is none
   */
  public JsonNode of(@Nullable Object value) throws NotNormalException {
    return convert(value, false);
  }

  /**
   * Converts a value that others go on using.
   *
   * @param value as for {@link #of}
   * @return a value in normal form, within the bounds, of which no container is anybody else's
   * @throws NotNormalException if there is none
   */
  public JsonNode copyOf(@Nullable Object value) throws NotNormalException {
    return convert(value, true);
  }

  /**
   * The most bytes that a node can have as JSON, if it needs no conversion.
   *
   * @param node any node
   * @return negative if it isn't in normal form, or may be out of bounds: {@link #of} knows
   */
  public long mostBytes(JsonNode node) {
    return NormalSize.most(node, depth, bytes);
  }

  /**
   * Puts a number into normal form.
   *
   * @param number a number node
   * @return the same node where it is in normal form already
   * @throws NotNormalException if JSON has no such number, or it has too many digits
   */
  public static JsonNode number(JsonNode number) throws NotNormalException {
    return Numbers.of(number);
  }

  private JsonNode convert(@Nullable Object value, boolean copy) throws NotNormalException {
    Conversion conversion = new Conversion(mapper, depth, bytes, copy);
    JsonNode node = conversion.of(value, 0);
    if (!conversion.isSmall() && !JsonSize.fits(node, bytes)) {
      throw tooLarge(bytes);
    }
    return node;
  }

  static NotNormalException tooLarge(long bytes) {
    return new NotNormalException(TOO_LARGE, "is larger than " + bytes + " bytes as JSON");
  }
}
