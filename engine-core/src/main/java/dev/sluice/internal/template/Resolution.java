package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One resolving of a mapping: its scope, what it may still yield, and what went wrong so far. Can
 * be used for one mapping after the other. Not thread-safe.
 */
public final class Resolution {
  private static final JsonNodeFactory NODES = Json.NODES;
  private static final int SUGGESTIONS = 20;

  /** A builder that has become larger than this isn't kept. */
  private static final int MOST_KEPT = 8 * 1024;

  final Scope scope;
  Limits limits = Limits.defaults();
  private long most;
  private long yielded;
  private int level;
  private @Nullable StringBuilder text;
  private @Nullable List<Problem> problems;
  private boolean stopped;

  /**
   * For a scope.
   *
   * @param scope where roots come from
   */
  public Resolution(Scope scope) {
    this.scope = scope;
  }

  /** Starts anew. */
  void begin(Limits newLimits, long mostBytes) {
    if (limits != newLimits) { // a write would cost more
      limits = newLimits;
    }
    most = mostBytes;
    yielded = 0;
    level = 0;
    if (problems != null) {
      problems = null;
      stopped = false;
    }
  }

  /** An empty builder; the texts of one mapping are made one after the other in the same one. */
  StringBuilder emptyText() {
    StringBuilder builder = text;
    if (builder == null || builder.capacity() > MOST_KEPT) {
      builder = new StringBuilder(128);
      text = builder;
    } else {
      builder.setLength(0);
    }
    return builder;
  }

  /** A text as a value; null where the mapping has become too large. */
  @Nullable
  JsonNode textValue(String value, String pointer) {
    return admits(value.length(), pointer) ? NODES.textNode(value) : null;
  }

  /** A text as a value; null where the mapping has become too large. */
  @Nullable
  JsonNode textValue(StringBuilder value, String pointer) {
    return admits(value.length(), pointer) ? NODES.textNode(value.toString()) : null;
  }

  /** A container of the mapping's own begins, with the fewest bytes that it has as JSON. */
  void enter(long bytes) {
    level++;
    yielded += bytes;
  }

  void leave() {
    level--;
  }

  /**
   * Whether the whole is within its limit. What was counted is no more than a sixth too little (a
   * control character takes six bytes), so that only large values have to be measured.
   */
  boolean admits(JsonNode whole, String pointer) {
    if (6 * (yielded + 2) <= most || JsonSize.fits(whole, most)) {
      return true;
    }
    tooLarge(pointer);
    return false;
  }

  /** A copy whose containers are its own; null where it is too deep or the mapping too large. */
  @Nullable
  JsonNode copyOf(JsonNode value, String pointer) {
    return copyOf(value, pointer, level);
  }

  private @Nullable JsonNode copyOf(JsonNode value, String pointer, int level) {
    if (value instanceof IntNode) {
      return value;
    } else if (value instanceof TextNode) {
      return admits(value.textValue().length(), pointer) ? value : null;
    } else if (value instanceof ObjectNode object) {
      return fits(value, pointer, level) ? copyOfObject(object, pointer, level) : null;
    } else if (value instanceof ArrayNode array) {
      return fits(value, pointer, level) ? copyOfArray(array, pointer, level) : null;
    } else if (value.isPojo() || value.isBinary() || value.isMissingNode()) {
      throw Values.notJson(value);
    } else if (value.isNumber()) {
      JsonNode number = Values.number(value);
      return admits(Values.fewestBytes(number), pointer) ? number : null;
    }
    return value;
  }

  private boolean fits(JsonNode container, String pointer, int level) {
    if (level >= limits.depth()) {
      tooDeep(null, pointer);
      return false;
    }
    return admits((container.isObject() ? 4L : 2L) * container.size(), pointer);
  }

  private @Nullable JsonNode copyOfObject(ObjectNode object, String pointer, int level) {
    ObjectNode copy = Json.object(object.size());
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode member =
          admits(field.getKey().length(), pointer)
              ? copyOf(field.getValue(), pointer, level + 1)
              : null;
      if (member == null) {
        return null;
      }
      copy.set(field.getKey(), member);
    }
    return copy;
  }

  private @Nullable JsonNode copyOfArray(ArrayNode array, String pointer, int level) {
    ArrayNode copy = new ArrayNode(NODES, array.size());
    for (JsonNode item : array) {
      JsonNode element = copyOf(item, pointer, level + 1);
      if (element == null) {
        return null;
      }
      copy.add(element);
    }
    return copy;
  }

  /** Counts no more than what is yielded has as JSON, so that memory is bounded while resolving. */
  private boolean admits(long units, String pointer) {
    yielded += units;
    if (yielded <= most) {
      return true;
    }
    tooLarge(pointer);
    return false;
  }

  private void tooLarge(String pointer) {
    limit(null, pointer, "What the templates yield is larger than " + most + " bytes as JSON.");
  }

  boolean isStopped() {
    return stopped;
  }

  List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }

  void missing(BoundPath path, List<?> open) {
    List<Problem> all = all();
    all.add(Missing.problem(path, scope, open, all.size() < SUGGESTIONS));
  }

  /** For a value that didn't fit into a text. */
  void refuse(BoundPath path, JsonNode value) {
    String pointer = path.reference().pointer();
    if (Values.isDeeper(value, limits.depth())) {
      tooDeep(path, pointer);
    } else {
      outputLimit(path, pointer);
    }
  }

  void outputLimit(@Nullable BoundPath at, String pointer) {
    limit(
        at,
        pointer,
        "The template yields more than " + limits.templateOutputCharacters() + " characters.");
  }

  void iterationLimit(@Nullable BoundPath at, String pointer) {
    limit(
        at,
        pointer,
        "The template's sections run more than " + limits.sectionIterations() + " times.");
  }

  private void tooDeep(@Nullable BoundPath at, String pointer) {
    limit(at, pointer, "The value is nested deeper than " + limits.depth() + " levels.");
  }

  private void limit(@Nullable BoundPath at, String pointer, String message) {
    if (stopped) {
      return;
    }
    stopped = true;
    Problem.Builder problem = Problem.error(ProblemCode.LIMIT_EXCEEDED, pointer, message);
    if (at != null) {
      TemplateReference reference = at.reference();
      problem.at(reference.line(), reference.column()).reference(reference.path());
    }
    all().add(problem.build());
  }

  private List<Problem> all() {
    List<Problem> list = problems;
    if (list == null) {
      list = new ArrayList<>();
      problems = list;
    }
    return list;
  }
}
