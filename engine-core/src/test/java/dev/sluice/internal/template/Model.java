package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Templates as trees, with a printer and a naive interpreter: an oracle that never parses. */
sealed interface Model {
  /** The source text. */
  String print();

  /** Text that is no tag. */
  record Literal(String text) implements Model {
    @Override
    public String print() {
      return text;
    }
  }

  /** A comment. */
  record Comment(String text) implements Model {
    @Override
    public String print() {
      return "{{!" + text + "}}";
    }
  }

  /** A variable in one of its notations. */
  record Variable(String path, String before, String after) implements Model {
    @Override
    public String print() {
      return before + path + after;
    }
  }

  /** A section of either kind. */
  record Section(boolean inverted, String path, String blank, List<Model> body) implements Model {
    @Override
    public String print() {
      return (inverted ? "{{^" : "{{#")
          + blank
          + path
          + "}}"
          + Model.print(body)
          + "{{/"
          + path
          + blank
          + "}}";
    }
  }

  static String print(List<Model> models) {
    StringBuilder out = new StringBuilder();
    models.forEach(model -> out.append(model.print()));
    return out.toString();
  }

  /** What a template yields; empty if a variable that is reached has no value. */
  static Optional<String> render(List<Model> models, JsonNode context, List<JsonNode> open) {
    StringBuilder out = new StringBuilder();
    for (Model model : models) {
      if (model instanceof Literal literal) {
        out.append(literal.text());
      } else if (model instanceof Variable variable) {
        Optional<JsonNode> value = find(variable.path(), context, open);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        out.append(Oracle.text(value.get()));
      } else if (model instanceof Section section) {
        Optional<JsonNode> value = find(section.path(), context, open);
        boolean truth = value.isPresent() && Oracle.truth(value.get());
        List<JsonNode> items = new ArrayList<>();
        if (section.inverted() || !truth) {
          if (section.inverted() && !truth) {
            Optional<String> body = render(section.body(), context, open);
            if (body.isEmpty()) {
              return body;
            }
            out.append(body.get());
          }
          continue;
        } else if (value.get().isArray()) {
          value.get().elements().forEachRemaining(items::add);
        } else {
          items.add(value.get());
        }
        for (JsonNode item : items) {
          List<JsonNode> inner = new ArrayList<>(open);
          inner.add(0, item);
          Optional<String> body = render(section.body(), context, inner);
          if (body.isEmpty()) {
            return body;
          }
          out.append(body.get());
        }
      }
    }
    return Optional.of(out.toString());
  }

  private static Optional<JsonNode> find(String path, JsonNode context, List<JsonNode> open) {
    if (path.equals(".")) {
      return Optional.of(open.get(0));
    }
    List<String> segments = List.of(path.split("\\."));
    if (segments.get(0).equals("inputs") || segments.get(0).equals("steps")) {
      return Oracle.lookup(context, segments);
    }
    return open.stream()
        .flatMap(value -> Oracle.member(value, segments.get(0)).stream())
        .findFirst()
        .flatMap(found -> Oracle.lookup(found, segments.subList(1, segments.size())));
  }

  /** Any template over a context: paths that exist, paths that don't, relative names. */
  static Arbitrary<List<Model>> templates(JsonNode context) {
    return bodies(Generators.paths(context), 3, false);
  }

  private static Arbitrary<List<Model>> bodies(List<String> paths, int depth, boolean relative) {
    Arbitrary<Model> leaf =
        Arbitraries.frequencyOf(
            Tuple.of(3, Generators.literals().map(Literal::new)),
            Tuple.of(4, variables(paths, relative)),
            Tuple.of(1, Arbitraries.of("", " c ", "\n", "{{inputs.a").map(Comment::new)));
    Arbitrary<Model> any =
        depth == 0
            ? leaf
            : Arbitraries.frequencyOf(
                Tuple.of(3, leaf),
                Tuple.of(2, Arbitraries.lazy(() -> section(paths, depth, relative, false))),
                Tuple.of(1, Arbitraries.lazy(() -> section(paths, depth, relative, true))));
    return any.list().ofMaxSize(depth == 3 ? 5 : 3);
  }

  private static Arbitrary<Model> section(
      List<String> paths, int depth, boolean relative, boolean inverted) {
    return Combinators.combine(
            pathsOf(paths, relative, true),
            Arbitraries.of("", " "),
            bodies(paths, depth - 1, relative || !inverted))
        .as((path, blank, body) -> new Section(inverted, path, blank, guarded(body)));
  }

  /** Keeps tags from being alone on a line. */
  private static List<Model> guarded(List<Model> body) {
    List<Model> guarded = new ArrayList<>(body);
    guarded.add(0, new Literal("("));
    guarded.add(new Literal(")"));
    return guarded;
  }

  private static Arbitrary<Model> variables(List<String> paths, boolean relative) {
    Arbitrary<List<String>> notation =
        Arbitraries.of(
            List.of(
                List.of("{{", "}}"),
                List.of("{{{", "}}}"),
                List.of("{{&", "}}"),
                List.of("{{ \t", " }}"),
                List.of("{{{\n", "\r\n}}}"),
                List.of("{{& ", " }}")));
    return Combinators.combine(pathsOf(paths, relative, false), notation)
        .as((path, marks) -> new Variable(path, marks.get(0), marks.get(1)));
  }

  private static Arbitrary<String> pathsOf(
      List<String> paths, boolean relative, boolean missingToo) {
    Arbitrary<String> existing = Arbitraries.of(paths);
    Arbitrary<String> missing =
        Arbitraries.of("inputs.nope", "steps.1.result.nope", "steps.3.result", "inputs.01");
    Arbitrary<String> names =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(".")),
            Tuple.of(
                2,
                Arbitraries.of(Generators.NAMES)
                    .filter(
                        name ->
                            !List.of("inputs", "steps").contains(name) && !name.startsWith("$"))),
            Tuple.of(1, Arbitraries.of("a.b", "0.a", "class.0")));
    return Arbitraries.frequencyOf(
        Tuple.of(8, existing),
        Tuple.of(missingToo ? 2 : 0, missing),
        Tuple.of(relative ? (missingToo ? 8 : 3) : 0, names));
  }
}
