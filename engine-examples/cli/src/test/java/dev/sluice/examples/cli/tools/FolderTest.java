package dev.sluice.examples.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tool.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the file tools can reach, seen from the files themselves. */
class FolderTest {
  private static final String SECRET = "secret";

  @TempDir Path temp;
  private Path inside;
  private Path outside;
  private FileReadTool read;
  private FileWriteTool write;

  @BeforeEach
  void anInsideAndAnOutside() throws IOException {
    inside = Files.createDirectory(temp.resolve("inside")).toRealPath();
    outside = Files.createDirectory(temp.resolve("inside-not")).toRealPath();
    Files.writeString(outside.resolve("file.txt"), SECRET);
    Folder folder = new Folder(inside);
    read = new FileReadTool(folder);
    write = new FileWriteTool(folder);
  }

  private ToolException reading(String path) throws Exception {
    return Call.failing(read, "{\"path\": \"" + path + "\"}");
  }

  private ToolException writing(String path) throws Exception {
    return Call.failing(write, "{\"path\": \"" + path + "\", \"content\": \"overwritten\"}");
  }

  /** Nothing outside was changed or added, and no draft was left inside. */
  private void nothingHappened() throws IOException {
    assertThat(files(outside)).containsExactly("file.txt");
    assertThat(Files.readString(outside.resolve("file.txt"))).isEqualTo(SECRET);
    assertThat(files(inside)).noneMatch(name -> name.endsWith(".tmp"));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../inside-not/file.txt",
        "..",
        "a/../../inside-not/file.txt",
        "a/../b.txt",
        "./../inside-not/file.txt"
      })
  void dotsDontLeadOut(String path) throws Exception {
    assertThat(reading(path).code()).isEqualTo("outside_folder");
    assertThat(writing(path).code()).isEqualTo("outside_folder");
    nothingHappened();
  }

  @Test
  void anAbsolutePathIsRefusedEvenIfItLeadsInside() throws Exception {
    Files.writeString(inside.resolve("mine.txt"), "mine");
    for (Path path : List.of(outside.resolve("file.txt"), inside.resolve("mine.txt"))) {
      assertThat(reading(path.toString()).code()).isEqualTo("outside_folder");
      assertThat(writing(path.toString()).code()).isEqualTo("outside_folder");
    }
    nothingHappened();
    assertThat(Files.readString(inside.resolve("mine.txt"))).isEqualTo("mine");
  }

  @Test
  void aLinkToAFileOutsideIsNotFollowed() throws Exception {
    Files.createSymbolicLink(inside.resolve("link.txt"), outside.resolve("file.txt"));
    assertThat(reading("link.txt").code()).isEqualTo("outside_folder");
    assertThat(writing("link.txt").code()).isEqualTo("outside_folder");
    nothingHappened();
    assertThat(inside.resolve("link.txt")).isSymbolicLink();
  }

  @Test
  void aRelativeLinkIsNotFollowedEither() throws Exception {
    Files.createSymbolicLink(inside.resolve("link.txt"), Path.of("../inside-not/file.txt"));
    assertThat(reading("link.txt").code()).isEqualTo("outside_folder");
    assertThat(writing("link.txt").code()).isEqualTo("outside_folder");
    nothingHappened();
  }

  @Test
  void aLinkedParentFolderDoesntLeadOut() throws Exception {
    Files.createSymbolicLink(inside.resolve("folder"), outside);
    Files.createDirectory(outside.resolve("deeper"));
    Files.delete(outside.resolve("deeper"));
    assertThat(reading("folder/file.txt").code()).isEqualTo("outside_folder");
    assertThat(writing("folder/file.txt").code()).isEqualTo("outside_folder");
    assertThat(writing("folder/new.txt").code()).isEqualTo("outside_folder");
    assertThat(writing("folder/deeper/new.txt").code()).isEqualTo("outside_folder");
    nothingHappened();
  }

  @Test
  void aChainOfLinksDoesntLeadOut() throws Exception {
    Files.createSymbolicLink(inside.resolve("second"), outside);
    Files.createSymbolicLink(inside.resolve("first"), inside.resolve("second"));
    assertThat(reading("first/file.txt").code()).isEqualTo("outside_folder");
    assertThat(writing("first/new.txt").code()).isEqualTo("outside_folder");
    nothingHappened();
  }

  @Test
  void aLinkThatLeadsNowhereCreatesNothingOutside() throws Exception {
    Files.createSymbolicLink(inside.resolve("link.txt"), outside.resolve("new.txt"));
    assertThat(reading("link.txt").code()).isEqualTo("not_found");
    assertThat(writing("link.txt").code()).isEqualTo("outside_folder");
    Files.createSymbolicLink(inside.resolve("folder"), outside.resolve("new"));
    assertThat(writing("folder/new.txt")).isNotNull();
    nothingHappened();
  }

  @Test
  void aLinkedFolderInsideIsFine() throws Exception {
    Files.createDirectory(inside.resolve("real"));
    Files.createSymbolicLink(inside.resolve("folder"), inside.resolve("real"));
    Call.of(write, "{\"path\": \"folder/a.txt\", \"content\": \"hello\"}");
    assertThat(inside.resolve("real/a.txt")).hasContent("hello");
    assertThat(Call.of(read, "{\"path\": \"folder/a.txt\"}").path("content").asText())
        .isEqualTo("hello");
  }

  @Test
  void aFolderWhoseNameBeginsTheSameIsOutside() throws Exception {
    assertThat(inside.resolveSibling("inside-not")).exists();
    Files.createSymbolicLink(inside.resolve("near"), outside);
    assertThat(reading("near/file.txt").code()).isEqualTo("outside_folder");
  }

  @Test
  void aFolderIsNoFile() throws Exception {
    Files.createDirectory(inside.resolve("folder"));
    assertThat(reading("folder").code()).isEqualTo("not_a_file");
    assertThat(writing("folder").code()).isEqualTo("not_a_file");
    assertThat(reading(".").code()).isEqualTo("not_a_file");
    assertThat(writing(".").code()).isEqualTo("not_a_file");
    assertThat(writing("./").code()).isEqualTo("not_a_file");
  }

  @Test
  void aPathThatIsNoneIsRefused() throws Exception {
    assertThat(reading("").code()).isEqualTo("invalid_arguments");
    assertThat(reading(" ").code()).isEqualTo("invalid_arguments");
    assertThat(reading("a\\u0000b").code()).isEqualTo("invalid_arguments");
    assertThat(writing("a\\u0000b").code()).isEqualTo("invalid_arguments");
  }

  @Test
  void withoutAFolderThereAreNoFiles() throws Exception {
    FileReadTool none = new FileReadTool(new Folder(null));
    ToolException refused = Call.failing(none, "{\"path\": \"a.txt\"}");
    assertThat(refused.code()).isEqualTo("no_folder");
    assertThat(refused).hasMessageContaining("--dir");
  }

  @Test
  void missingFoldersAreMadeInsideOnly() throws Exception {
    Call.of(write, "{\"path\": \"a/b/c.txt\", \"content\": \"deep\"}");
    assertThat(inside.resolve("a/b/c.txt")).hasContent("deep");
    assertThat(Files.exists(temp.resolve("a"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(new String(Files.readAllBytes(inside.resolve("a/b/c.txt")), StandardCharsets.UTF_8))
        .isEqualTo("deep");
  }
}
