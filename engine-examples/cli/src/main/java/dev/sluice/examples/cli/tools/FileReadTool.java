package dev.sluice.examples.cli.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.examples.cli.json.NotJsonException;
import dev.sluice.tool.ToolCall;
import dev.sluice.tool.ToolDescriptor;
import dev.sluice.tool.ToolException;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** {@code file.read}: a text or JSON file inside of the folder. */
final class FileReadTool implements ToolInvoker {
  static final int MOST_BYTES = 1_000_000;

  static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of("file.read")
          .withName("Read a file")
          .withDescription("Reads a file inside of --dir, in UTF-8, of at most 1,000,000 bytes.")
          .withInputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["path"], "additionalProperties": false,
                   "properties": {
                    "path": {"type": "string", "description": "relative to --dir"},
                    "format": {"type": "string", "enum": ["text", "json"], "default": "text"}}}
                  """))
          .withOutputSchema(
              Descriptors.schema(
                  """
                  {"type": "object", "required": ["content", "bytes"],
                   "properties": {
                    "content": {"description": "the text, or the JSON value"},
                    "bytes": {"type": "integer"}}}
                  """))
          .withHints(true, true, false);

  private final Folder folder;

  FileReadTool(Folder folder) {
    this.folder = folder;
  }

  @Override
  public ToolResult invoke(ToolCall call) throws ToolException {
    Arguments arguments = new Arguments(call);
    String path = arguments.text("path");
    String format = arguments.textOr("format", "text");
    if (!format.equals("text") && !format.equals("json")) {
      throw Arguments.invalid("The argument \"format\" must be text or json.");
    }
    byte[] bytes = bytes(folder.existing(path), path);
    ObjectNode result = ExactJson.NODES.objectNode();
    result.set("content", content(path, bytes, format));
    result.put("bytes", bytes.length);
    return ToolResult.of(result);
  }

  private static byte[] bytes(Path file, String path) throws ToolException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new ToolException(
            "too_large",
            "The file " + path + " has more than " + MOST_BYTES + " bytes, which is too much.",
            false);
      }
      return bytes;
    } catch (IOException e) {
      throw Folder.failed("read", path, e);
    }
  }

  private static JsonNode content(String path, byte[] bytes, String format) throws ToolException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return format.equals("json") ? ExactJson.read(text) : ExactJson.NODES.textNode(text);
    } catch (CharacterCodingException e) {
      throw new ToolException(
          "not_text", "The file " + path + " is not text in UTF-8.", false, null, e);
    } catch (NotJsonException e) {
      throw new ToolException(
          "not_json", "The file " + path + " is not JSON: " + e.getMessage() + ".", false, null, e);
    }
  }
}
