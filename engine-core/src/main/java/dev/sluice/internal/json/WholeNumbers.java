package dev.sluice.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.AccessPattern;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.sluice.internal.Nullable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * Java's whole numbers out of what JSON Schema calls an integer: 5.0 and 1e2 are some, 1.5 is none,
 * and isn't cut off either.
 */
final class WholeNumbers extends StdScalarDeserializer<Object> {
  private static final long serialVersionUID = 1L;

  private static final List<Class<?>> TYPES =
      List.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          short.class,
          Short.class,
          byte.class,
          Byte.class,
          BigInteger.class);

  /** Jackson's own, which does all but this. */
  private final transient JsonDeserializer<?> plain;

  private WholeNumbers(Class<?> type, JsonDeserializer<?> plain) {
    super(type);
    this.plain = plain;
  }

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("whole numbers");
    TYPES.forEach(type -> add(module, type));
    return module;
  }

  private static <T> void add(SimpleModule module, Class<T> type) {
    JsonDeserializer<?> plain = NumberDeserializers.find(type, type.getName());
    @SuppressWarnings("unchecked") // the plain one makes what the type says, primitives boxed
    JsonDeserializer<T> ours = (JsonDeserializer<T>) new WholeNumbers(type, plain);
    module.addDeserializer(type, ours);
  }

  @Override
  public @Nullable Object deserialize(JsonParser tokens, DeserializationContext context)
      throws IOException {
    if (tokens.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
      BigDecimal number = tokens.getDecimalValue();
      long digits = (long) number.precision() - number.scale();
      if (digits <= Numbers.MOST_DIGITS && number.stripTrailingZeros().scale() <= 0) {
        try (TokenBuffer whole = new TokenBuffer(tokens, context)) {
          whole.writeNumber(number.toBigIntegerExact());
          JsonParser one = whole.asParserOnFirstToken();
          return plain.deserialize(one, context);
        }
      }
    }
    return plain.deserialize(tokens, context);
  }

  @Override
  public @Nullable Object getNullValue(DeserializationContext context) throws JsonMappingException {
    return plain.getNullValue(context);
  }

  @Override
  public @Nullable Object getAbsentValue(DeserializationContext context)
      throws JsonMappingException {
    return plain.getAbsentValue(context);
  }

  @Override
  public @Nullable Object getEmptyValue(DeserializationContext context)
      throws JsonMappingException {
    return plain.getEmptyValue(context);
  }

  @Override
  public AccessPattern getNullAccessPattern() {
    return plain.getNullAccessPattern();
  }
}
