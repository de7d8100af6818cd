package dev.sluice.internal.engine;

import dev.sluice.internal.Nullable;
import dev.sluice.internal.run.UnitId;
import dev.sluice.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Completion tokens: {@code <execution>.<unit>.<attempt>.<mac>}. They say what they complete and
 * can't be made without the secret, so nothing has to be kept for them.
 */
public final class Tokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 18;

  /**
   * What a token names.
   *
   * @param executionId the run
   * @param unit the unit
   * @param attempt the attempt
   */
  public record Named(String executionId, UnitId unit, int attempt) {}

  private final byte @Nullable [] given;
  private final Store store;
  private volatile @Nullable SecretKeySpec key;

  /**
   * Tokens of one secret.
   *
   * @param secret at least 16 bytes, the same for all engines of one store; null for the store's,
   *     or a random one if that keeps none
   * @param store is asked when the first token is made or read
   */
  Tokens(byte @Nullable [] secret, Store store) {
    this.store = store;
    this.given = secret == null ? null : secret.clone();
  }

  String make(String executionId, String unit, int attempt) {
    String named = executionId + "." + unit.replace(':', '-') + "." + attempt;
    return named + "." + mac(named);
  }

  /**
   * Reads a token.
   *
   * @param token any text
   * @return what it names, or null if it wasn't made with this secret
   */
  public @Nullable Named read(String token) {
    int dot = token.lastIndexOf('.');
    if (dot < 0 || token.length() > 1024) {
      return null;
    }
    String named = token.substring(0, dot);
    byte[] expected = mac(named).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(
        expected, token.substring(dot + 1).getBytes(StandardCharsets.UTF_8))) {
      return null;
    }
    int attemptAt = named.lastIndexOf('.');
    int unitAt = named.lastIndexOf('.', attemptAt - 1);
    UnitId unit = UnitId.parse(named.substring(unitAt + 1, attemptAt).replace('-', ':'));
    int attempt = Integer.parseInt(named.substring(attemptAt + 1));
    return unit == null ? null : new Named(named.substring(0, unitAt), unit, attempt);
  }

  private String mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key());
      byte[] whole = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(whole, MAC_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private SecretKeySpec key() {
    SecretKeySpec known = key;
    if (known == null) {
      synchronized (this) {
        known = key;
        if (known == null) {
          byte[] secret = given == null ? store.tokenSecret() : given;
          if (secret == null) {
            secret = new byte[32];
            new SecureRandom().nextBytes(secret);
          }
          known = new SecretKeySpec(secret, ALGORITHM);
          key = known;
        }
      }
    }
    return known;
  }
}
