package dev.sluice.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that the user named. */
final class TextFile {
  /** As many bytes as the largest definition can have. */
  private static final int MOST_BYTES = 8 * 1024 * 1024;

  private TextFile() {}

  static String read(Path file) throws Refusal {
    if (Files.isDirectory(file)) {
      throw new Refusal(file + " is a folder; name a file.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new Refusal(file + " has more than " + MOST_BYTES + " bytes, which is too much.");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Refusal(file + " is not text in UTF-8.");
    } catch (NoSuchFileException e) {
      throw new Refusal("There is no file " + file + ".");
    } catch (IOException e) {
      throw new Refusal(
          "The file " + file + " can't be read: " + e.getClass().getSimpleName() + ".");
    }
  }
}
