package dev.sluice.internal.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.sluice.internal.Nullable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Passes on the tokens of a Java object, but no more than could be JSON of a given size: an object
 * may have a getter that makes another one each time, or an iterator without an end.
 */
final class BoundedTokens extends JsonGeneratorDelegate {
  private long left;

  BoundedTokens(TokenBuffer buffer, long mostBytes) {
    super(buffer, false);
    this.left = mostBytes;
  }

  /**
   * Whether writing was broken off. Mappers wrap what serializers throw, so that they can't say.
   */
  boolean exceeded() {
    return left < 0;
  }

  /**
   * Serializers that know a token buffer write text into it (a UUID as everyone writes it), but
   * would take this one for a binary format.
   */
  @Override
  public boolean canWriteBinaryNatively() {
    return false;
  }

  private void count(int atLeast) throws IOException {
    left -= atLeast;
    if (left < 0) {
      throw new IOException("larger than admitted");
    }
  }

  @Override
  public void writeStartArray() throws IOException {
    count(2);
    super.writeStartArray();
  }

  @Override
  public void writeStartArray(@Nullable Object value) throws IOException {
    count(2);
    super.writeStartArray(value);
  }

  @Override
  public void writeStartArray(@Nullable Object value, int size) throws IOException {
    count(2);
    super.writeStartArray(value, size);
  }

  @Override
  public void writeStartObject() throws IOException {
    count(2);
    super.writeStartObject();
  }

  @Override
  public void writeStartObject(@Nullable Object value) throws IOException {
    count(2);
    super.writeStartObject(value);
  }

  @Override
  public void writeStartObject(@Nullable Object value, int size) throws IOException {
    count(2);
    super.writeStartObject(value, size);
  }

  @Override
  public void writeFieldName(String name) throws IOException {
    count(name.length());
    super.writeFieldName(name);
  }

  @Override
  public void writeFieldName(SerializableString name) throws IOException {
    count(name.charLength());
    super.writeFieldName(name);
  }

  @Override
  public void writeString(@Nullable String text) throws IOException {
    count(text == null ? 1 : text.length());
    super.writeString(text);
  }

  @Override
  public void writeString(@Nullable SerializableString text) throws IOException {
    count(text == null ? 1 : text.charLength());
    super.writeString(text);
  }

  @Override
  public void writeString(char[] text, int from, int length) throws IOException {
    count(length);
    super.writeString(text, from, length);
  }

  @Override
  public void writeNumber(short value) throws IOException {
    count(1);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(int value) throws IOException {
    count(1);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(long value) throws IOException {
    count(1);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(double value) throws IOException {
    count(1);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(float value) throws IOException {
    count(1);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(@Nullable BigDecimal value) throws IOException {
    count(1);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(@Nullable BigInteger value) throws IOException {
    count(1);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(@Nullable String value) throws IOException {
    count(1);
    super.writeNumber(value);
  }

  @Override
  public void writeBoolean(boolean value) throws IOException {
    count(1);
    super.writeBoolean(value);
  }

  @Override
  public void writeNull() throws IOException {
    count(1);
    super.writeNull();
  }
}
