package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.Pointers;
import dev.sluice.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compiles mappings: any JSON value of which each string, at any depth, is a template. */
public final class TemplateCompiler {
  private final Limits limits;
  private final Way way;

  /**
   * Makes a compiler. Immutable and thread-safe.
   *
   * @param limits what templates may have and yield
   */
  public TemplateCompiler(Limits limits) {
    this(limits, Way.QUICKEST);
  }

  TemplateCompiler(Limits limits, Way way) {
    this.limits = limits;
    this.way = way;
  }

  /**
   * Compiles one mapping.
   *
   * @param mapping any JSON value; object keys are no templates
   * @param pointer the mapping's place in its document
   * @param roots what references may start with
   * @param problems where all problems go, warnings too, in document order
   * @return the template, or null if an error was added
   */
  public @Nullable Template compile(
      JsonNode mapping, String pointer, Roots roots, List<Problem> problems) {
    return compile(mapping, pointer, roots, problems, new ArrayList<>());
  }

  /**
   * Compiles a mapping whose references somebody checks further, even if it has other problems.
   *
   * @param mapping a JSON value
   * @param pointer where the mapping stands, for problems
   * @param roots what references may start with
   * @param problems where all problems go, warnings too, in document order
   * @param references where all references go that could be understood, in document order
   * @return the template, or null if an error was added
   */
  public @Nullable Template compile(
      JsonNode mapping,
      String pointer,
      Roots roots,
      List<Problem> problems,
      List<TemplateReference> references) {
    Walk walk = new Walk(roots, problems, references);
    Part root = walk.part(mapping, pointer, 0);
    return walk.failed ? null : new Template(root, pointer, references, limits);
  }

  /** One mapping on its way. */
  private final class Walk {
    final Roots roots;
    final List<Problem> problems;
    final List<TemplateReference> references;
    boolean failed;

    Walk(Roots roots, List<Problem> problems, List<TemplateReference> references) {
      this.roots = roots;
      this.problems = problems;
      this.references = references;
    }

    Part part(JsonNode node, String pointer, int level) {
      if (node.isTextual()) {
        Part part = string(node, pointer);
        failed |= part == null;
        return part == null ? new ConstantPart(node, pointer) : part;
      } else if (!node.isContainerNode()) {
        return new ConstantPart(node, pointer);
      } else if (level >= limits.depth()) {
        failed = true;
        problems.add(
            Problem.error(
                    ProblemCode.LIMIT_EXCEEDED,
                    pointer,
                    "The mapping is nested deeper than " + limits.depth() + " levels.")
                .build());
        return new ConstantPart(Json.NODES.nullNode(), pointer);
      }
      return node instanceof ObjectNode object
          ? object(object, pointer, level)
          : array((ArrayNode) node, pointer, level);
    }

    private @Nullable Part string(JsonNode node, String pointer) {
      Faults faults = new Faults(pointer, problems);
      return new StringCompiler(node.textValue(), limits, way, roots, faults, references)
          .compile(node);
    }

    private Part object(ObjectNode object, String pointer, int level) {
      List<String> keys = new ArrayList<>(object.size());
      List<Part> members = new ArrayList<>(object.size());
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String key = field.getKey();
        String place = Pointers.child(pointer, key);
        if (key.contains("{{")) {
          problems.add(
              Problem.warning(
                      ProblemCode.TAG_IN_KEY,
                      place,
                      "The key has a tag in it, but keys are no templates: it stays as it is.")
                  .reference(key)
                  .build());
        }
        keys.add(key);
        members.add(part(field.getValue(), place, level + 1));
      }
      if (!members.stream().allMatch(ConstantPart.class::isInstance)) {
        return new ObjectPart(keys, members);
      }
      ObjectNode constant = Json.object(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        constant.set(keys.get(i), ((ConstantPart) members.get(i)).value());
      }
      return new ConstantPart(constant, pointer);
    }

    private Part array(ArrayNode array, String pointer, int level) {
      List<Part> elements = new ArrayList<>(array.size());
      for (int i = 0; i < array.size(); i++) {
        elements.add(part(array.get(i), Pointers.child(pointer, i), level + 1));
      }
      if (!elements.stream().allMatch(ConstantPart.class::isInstance)) {
        return new ArrayPart(elements);
      }
      ArrayNode constant = Json.NODES.arrayNode(elements.size());
      elements.forEach(element -> constant.add(((ConstantPart) element).value()));
      return new ConstantPart(constant, pointer);
    }
  }
}
