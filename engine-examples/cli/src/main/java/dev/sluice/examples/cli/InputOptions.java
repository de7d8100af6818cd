package dev.sluice.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.examples.cli.json.ExactJson;
import dev.sluice.examples.cli.json.NotJsonException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that give a run its inputs. */
final class InputOptions {
  @Option(
      names = "--inputs",
      paramLabel = "FILE",
      description = "Inputs: a JSON object. --input adds to it and takes precedence.")
  @Nullable Path file;

  @Option(
      names = "--input",
      paramLabel = "NAME=TEXT",
      description = {
        "One input. NAME=TEXT is a text,",
        "NAME:=JSON is any JSON value, such as count:=3 or tags:='[\"a\"]'."
      })
  List<String> inputs = new ArrayList<>();

  ObjectNode read() throws Refusal {
    ObjectNode out = file == null ? ExactJson.NODES.objectNode() : readFile(file);
    Set<String> given = new HashSet<>();
    for (String input : inputs) {
      int equals = input.indexOf('=');
      boolean typed = equals > 0 && input.charAt(equals - 1) == ':';
      String name = input.substring(0, Math.max(0, typed ? equals - 1 : equals));
      if (name.isEmpty()) {
        throw new Refusal("--input must be NAME=TEXT or NAME:=JSON, but is \"" + input + "\".");
      } else if (!given.add(name)) {
        throw new Refusal("The input \"" + name + "\" is given twice.");
      }
      String value = input.substring(equals + 1);
      out.set(name, typed ? json(name, value) : ExactJson.NODES.textNode(value));
    }
    return out;
  }

  private static JsonNode json(String name, String text) throws Refusal {
    try {
      return ExactJson.read(text);
    } catch (NotJsonException e) {
      throw new Refusal(
          "The input \""
              + name
              + "\" is not JSON: "
              + e.getMessage()
              + ". For a text write "
              + name
              + "=TEXT.");
    }
  }

  private static ObjectNode readFile(Path file) throws Refusal {
    try {
      if (ExactJson.read(TextFile.read(file)) instanceof ObjectNode object) {
        return object;
      }
      throw new Refusal(file + " must hold a JSON object, whose keys are the inputs.");
    } catch (NotJsonException e) {
      throw new Refusal(file + " is not JSON: " + e.getMessage() + ".");
    }
  }
}
