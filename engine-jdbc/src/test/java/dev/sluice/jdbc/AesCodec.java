package dev.sluice.jdbc;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An example of a codec: AES-GCM with a random nonce for each text. What was stored before there
 * was a codec is read as it is.
 */
final class AesCodec implements PayloadCodec {
  private static final String MARK = "aes1:";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  AesCodec(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  @Override
  public String encode(String text) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    // By UTF-16 units, since UTF-8 has no form for half a surrogate pair.
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, bytes(text));
    byte[] all = ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    return MARK + Base64.getEncoder().encodeToString(all);
  }

  @Override
  public String decode(String stored) {
    if (!stored.startsWith(MARK)) {
      return stored;
    }
    ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(stored.substring(MARK.length())));
    byte[] nonce = new byte[NONCE];
    all.get(nonce);
    byte[] sealed = new byte[all.remaining()];
    all.get(sealed);
    byte[] text = run(Cipher.DECRYPT_MODE, nonce, sealed);
    StringBuilder out = new StringBuilder(text.length / 2);
    for (int i = 0; i < text.length; i += 2) {
      out.append((char) ((text[i] & 0xff) << 8 | (text[i + 1] & 0xff)));
    }
    return out.toString();
  }

  private static byte[] bytes(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length() * 2);
    text.chars().forEach(c -> bytes.putChar((char) c));
    return bytes.array();
  }

  private byte[] run(int mode, byte[] nonce, byte[] bytes) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A stored text could not be sealed or opened.", e);
    }
  }
}
