package dev.sluice.examples.cli.tools;

import dev.sluice.tool.ToolException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one folder that file tools may touch. A path leads out of it neither by {@code ..}, nor by
 * being absolute, nor through a symbolic link anywhere on its way.
 *
 * <p>Links are followed once, when a path is checked; what is then used is the path they lead to.
 * It guards against workflows and their data, not against another program that changes the folder
 * at the same instant.
 */
final class Folder {
  private final @Nullable Path root;

  /**
   * A folder.
   *
   * @param root the real path of a folder, or null if file tools may touch nothing
   */
  Folder(@Nullable Path root) {
    this.root = root;
  }

  /** The real path of a file that is there. */
  Path existing(String path) throws ToolException {
    Path relative = relative(path);
    try {
      Path real = root().resolve(relative).toRealPath();
      checkInside(real, path);
      if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        throw new ToolException(
            "not_a_file", "There is no file at " + path + ", but something else.", false);
      }
      return real;
    } catch (NoSuchFileException e) {
      throw new ToolException("not_found", "There is no file " + path + ".", false, null, e);
    } catch (IOException e) {
      throw failed("reach", path, e);
    }
  }

  /** The path of a file that may be there; its parent folders are, after this. */
  Path writable(String path) throws ToolException {
    Path relative = relative(path);
    try {
      Path parent = root();
      for (Path name : relative.getParent() == null ? Path.of("") : relative.getParent()) {
        parent = enter(parent.resolve(name), path);
      }
      Path file = parent.resolve(relative.getFileName());
      if (Files.isSymbolicLink(file)) {
        throw outside(path, "it is a symbolic link");
      } else if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new ToolException(
            "not_a_file", "There is something else than a file at " + path + ".", false);
      }
      return file;
    } catch (IOException e) {
      throw failed("reach", path, e);
    }
  }

  private Path enter(Path folder, String path) throws IOException, ToolException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        // Someone else was first. What it is, the next lines find out.
      }
    }
    Path real = folder.toRealPath();
    checkInside(real, path);
    return real;
  }

  private Path relative(String path) throws ToolException {
    Path relative;
    try {
      relative = root().getFileSystem().getPath(path);
    } catch (InvalidPathException e) {
      throw new ToolException(
          "invalid_arguments", "The argument \"path\" is no path.", false, null, e);
    }
    if (path.isBlank()) {
      throw Arguments.invalid("The argument \"path\" is empty.");
    } else if (relative.isAbsolute() || relative.getRoot() != null) {
      throw outside(path, "it is absolute");
    }
    for (Path name : relative) {
      if (name.toString().equals("..")) {
        throw outside(path, "it has ..");
      }
    }
    return relative.normalize();
  }

  private Path root() throws ToolException {
    if (root == null) {
      throw new ToolException(
          "no_folder", "There is no folder for files; name one with --dir.", false);
    }
    return root;
  }

  private void checkInside(Path real, String path) throws ToolException {
    if (!real.startsWith(root())) {
      throw outside(path, "a symbolic link leads out of it");
    }
  }

  private static ToolException outside(String path, String why) {
    return new ToolException(
        "outside_folder", "The path " + path + " is not inside of --dir: " + why + ".", false);
  }

  static ToolException failed(String verb, String path, IOException e) {
    return new ToolException(
        "io_error",
        "Could not " + verb + " " + path + ": " + e.getClass().getSimpleName() + ".",
        false,
        null,
        e);
  }
}
