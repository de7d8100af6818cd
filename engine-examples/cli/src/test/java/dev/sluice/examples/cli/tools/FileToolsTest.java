package dev.sluice.examples.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.tool.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileToolsTest {
  @TempDir Path temp;
  private Path folder;
  private FileReadTool read;
  private FileWriteTool write;

  @BeforeEach
  void tools() throws IOException {
    folder = temp.toRealPath();
    read = new FileReadTool(new Folder(folder));
    write = new FileWriteTool(new Folder(folder));
  }

  @Test
  void textIsReadAsItIs() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "Zürich 🌧\r\nline two");
    JsonNode result = Call.of(read, "{\"path\": \"a.txt\"}");
    assertThat(result.path("content").textValue()).isEqualTo("Zürich 🌧\r\nline two");
    assertThat(result.path("bytes").intValue())
        .isEqualTo("Zürich 🌧\r\nline two".getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void jsonIsReadWithExactNumbers() throws Exception {
    Files.writeString(folder.resolve("a.json"), "{\"price\": 1.10, \"far\": 1e400}");
    JsonNode result = Call.of(read, "{\"path\": \"a.json\", \"format\": \"json\"}");
    assertThat(result.toString()).contains("\"price\":1.10").contains("\"far\":1E+400");
  }

  @Test
  void aFileThatIsNotJsonSaysWhere() throws Exception {
    Files.writeString(folder.resolve("a.json"), "{\n\"a\": }");
    ToolException refused = Call.failing(read, "{\"path\": \"a.json\", \"format\": \"json\"}");
    assertThat(refused.code()).isEqualTo("not_json");
    assertThat(refused).hasMessageContaining("line 2");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    Files.write(folder.resolve("a.bin"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(Call.failing(read, "{\"path\": \"a.bin\"}").code()).isEqualTo("not_text");
  }

  @Test
  void theLargestFileIsReadAndOneByteMoreIsRefused() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "x".repeat(FileReadTool.MOST_BYTES));
    assertThat(Call.of(read, "{\"path\": \"a.txt\"}").path("bytes").intValue())
        .isEqualTo(FileReadTool.MOST_BYTES);
    Files.writeString(folder.resolve("a.txt"), "x".repeat(FileReadTool.MOST_BYTES + 1));
    assertThat(Call.failing(read, "{\"path\": \"a.txt\"}").code()).isEqualTo("too_large");
  }

  @Test
  void aMissingFileIsAClearFailure() throws Exception {
    ToolException refused = Call.failing(read, "{\"path\": \"none.txt\"}");
    assertThat(refused.code()).isEqualTo("not_found");
    assertThat(refused).hasMessage("There is no file none.txt.");
  }

  @Test
  void textIsWrittenAsItIs() throws Exception {
    JsonNode result = Call.of(write, "{\"path\": \"a.txt\", \"content\": \"Zürich 🌧\"}");
    assertThat(Files.readString(folder.resolve("a.txt"))).isEqualTo("Zürich 🌧");
    assertThat(result.toString()).isEqualTo("{\"path\":\"a.txt\",\"bytes\":12}");
  }

  @Test
  void anythingElseIsWrittenAsJson() throws Exception {
    Call.of(write, "{\"path\": \"a.json\", \"content\": {\"a\": 1.10, \"b\": [1, {}], \"c\": []}}");
    assertThat(Files.readString(folder.resolve("a.json")))
        .isEqualTo(
            """
            {
              "a": 1.10,
              "b": [
                1,
                {}
              ],
              "c": []
            }
            """);
    Call.of(write, "{\"path\": \"null.json\", \"content\": null}");
    assertThat(Files.readString(folder.resolve("null.json"))).isEqualTo("null\n");
  }

  @Test
  void aFileIsReplacedAtOnceAndNothingElseIsLeft() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "old");
    try (var reader = Files.newBufferedReader(folder.resolve("a.txt"))) {
      Call.of(write, "{\"path\": \"a.txt\", \"content\": \"new\"}");
      assertThat(reader.readLine())
          .as("whoever reads the old file reads all of it")
          .isEqualTo("old");
    }
    assertThat(Files.readString(folder.resolve("a.txt"))).isEqualTo("new");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void whatUtf8CantHoldIsRefusedBeforeAnythingIsWritten() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "old");
    ToolException refused = Call.failing(write, "{\"path\": \"a.txt\", \"content\": \"\\uD800\"}");
    assertThat(refused.code()).isEqualTo("not_text");
    assertThat(Files.readString(folder.resolve("a.txt"))).isEqualTo("old");
  }

  @Test
  void tooMuchIsRefused() throws Exception {
    String content = "x".repeat(FileWriteTool.MOST_BYTES + 1);
    ToolException refused =
        Call.failing(write, "{\"path\": \"a.txt\", \"content\": \"" + content + "\"}");
    assertThat(refused.code()).isEqualTo("too_large");
    assertThat(folder.resolve("a.txt")).doesNotExist();
  }

  @Test
  void argumentsOfTheWrongKindAreRefused() throws Exception {
    assertThat(Call.failing(read, "{}")).hasMessageContaining("\"path\" is missing");
    assertThat(Call.failing(read, "{\"path\": 7}"))
        .hasMessageContaining("must be a string, but is a number");
    assertThat(Call.failing(read, "{\"path\": \"a\", \"format\": \"xml\"}"))
        .hasMessageContaining("text or json");
    assertThat(Call.failing(write, "{\"path\": \"a\"}"))
        .hasMessageContaining("\"content\" is missing");
  }
}
