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
   * Converts a value and says how large it may be.
   *
   * @param value as for {@link #of}
   * @return as {@link #of} gives it, with the most bytes that it can have
   * @throws NotNormalException if there is none
   */
  public Sized sized(@Nullable Object value) throws NotNormalException {
    if (value instanceof JsonNode node) {
      long most = NormalSize.most(node, depth, bytes);
      if (most != NormalSize.UNKNOWN) {
        return new Sized(node, most);
      }
    }
    JsonNode node = new Conversion(mapper, depth, bytes, false).of(value, 0);
    long size = JsonSize.bytes(node, bytes);
    if (size > bytes) {
      throw tooLarge(bytes);
    }
    return new Sized(node, size);
  }

  /**
   * A value in normal form.
   *
   * @param node the value
   * @param mostBytes as compact JSON in UTF-8 it has no more than these
   */
  public record Sized(JsonNode node, long mostBytes) {}

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
