package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** {@code file.write}: a whole file inside of the folder, at once or not at all. */
final class FileWriteTool implements ToolInvoker {
  static final int MOST_BYTES = 2 * 1024 * 1024;

  static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of("file.write")
          .withName("Write a file")
          .withDescription(
              "Writes a file inside of --dir, in UTF-8, of at most 2 MiB. A file that is there is"
                  + " replaced at once; folders that aren't there are made.")
          .withInputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["path", "content"], "additionalProperties": false,
                   "properties": {
                    "path": {"type": "string", "description": "relative to --dir"},
                    "content": {"description": "a string is written as it is, anything else as JSON"}}}
                  """))
          .withOutputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["path", "bytes"],
                   "properties": {"path": {"type": "string"}, "bytes": {"type": "integer"}}}
                  """))
          .withHints(false, true, true);

  private final Folder folder;

  FileWriteTool(Folder folder) {
    this.folder = folder;
  }

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException {
    Arguments arguments = new Arguments(call);
    String path = arguments.text("path");
    if (!arguments.has("content")) {
      throw Arguments.invalid("The argument \"content\" is missing.");
    }
    JsonNode content = call.arguments().path("content");
    ByteBuffer bytes =
        encode(content.isTextual() ? content.textValue() : ExactJson.pretty(content) + "\n");
    int length = bytes.remaining();
    if (length > MOST_BYTES) {
      throw new ToolException(
          "too_large",
          "The content has more than " + MOST_BYTES + " bytes, which is too much.",
          false);
    }
    Path file = folder.writable(path);
    try {
      write(file, bytes);
    } catch (IOException e) {
      throw Folder.failed("write", path, e);
    }
    ObjectNode result = ExactJson.NODES.objectNode();
    return ToolResult.of(result.put("path", path).put("bytes", length));
  }

  private static ByteBuffer encode(String text) throws ToolException {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new ToolException(
          "not_text",
          "The content has half a surrogate pair, which UTF-8 can't hold.",
          false,
          null,
          e);
    }
  }

  /** Written beside the file, then moved over it: a reader sees the old file or the new one. */
  private static void write(Path file, ByteBuffer bytes) throws IOException {
    Path draft = file.resolveSibling(".sluice-" + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
