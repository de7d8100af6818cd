package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.schema.SchemaValidator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The declaration of a workflow's inputs: checks them, fills their defaults, and tells what a
 * reference into them can find. Immutable and thread-safe.
 */
public final class InputSchema {
  private final JsonNode document;
  private final Shape shape;
  private final @Nullable Delegate delegate;
  private final Set<String> declared;
  private final boolean hasDefaults;

  private InputSchema(
      JsonNode document, Shape shape, @Nullable Delegate delegate, boolean hasDefaults) {
    this.document = document;
    this.shape = shape;
    this.delegate = delegate;
    this.declared = shape.whole().names();
    this.hasDefaults = hasDefaults;
  }

  /**
   * Compiles a schema document and reports everything that is wrong with it.
   *
   * @param document the schema in normal form, not changed later
   * @param pointer where the schema stands in the definition; all problems begin with it
   * @param validator the full validator that the host has plugged in, or null
   * @param problems where problems go
   * @return the compiled schema, or null if there was an error
   */
  public static @Nullable InputSchema compile(
      JsonNode document,
      String pointer,
      @Nullable SchemaValidator validator,
      List<Problem> problems) {
    List<Problem> found = new ArrayList<>();
    InputSchema compiled = compile(document, validator, found);
    if (found.size() > Validation.MOST_PROBLEMS) {
      found.subList(Validation.MOST_PROBLEMS, found.size()).clear();
      found.add(Validation.more());
    }
    boolean refused = false;
    for (Problem problem : found) {
      problems.add(problem.within(pointer, null));
      refused |= problem.isError();
    }
    return refused ? null : compiled;
  }

  private static @Nullable InputSchema compile(
      JsonNode document, @Nullable SchemaValidator validator, List<Problem> found) {
    SchemaChecker checker = new SchemaChecker(document, validator != null, found);
    checker.checkDocument();
    if (!document.isObject()) {
      return null;
    }
    Delegate delegate =
        validator != null && checker.needsValidator() ? new Delegate(document, validator) : null;
    if (delegate != null) {
      delegate.checkSchema(found);
    }
    if (found.stream().anyMatch(Problem::isError)) {
      return null;
    }
    ShapeReader reader = new ShapeReader(document);
    Shape shape = reader.read("");
    InputSchema schema = new InputSchema(document, shape, delegate, !checker.defaults().isEmpty());
    for (Map.Entry<String, JsonNode> field : checker.defaults().entrySet()) {
      if (found.size() <= Validation.MOST_PROBLEMS) {
        schema.checkDefault(reader, field.getKey(), field.getValue(), found);
      }
    }
    if (!shape.kindsPossible().contains(Kind.OBJECT)) {
      found.add(Problem.error(ProblemCode.INVALID_VALUE, "", whyNone(shape.whole())).build());
    }
    return schema;
  }

  private static String whyNone(Alternative whole) {
    String none = "The inputs of a run are an object, but this schema admits none";
    Emptiness emptiness = new Emptiness(new Effort());
    for (String name : whole.required()) {
      if (whole.kinds.contains(Kind.OBJECT) && emptiness.isEmpty(whole.member(name))) {
        return none
            + ": the input "
            + Validation.quoted(name)
            + " is required, and no value of it is admitted. Declare it under \"properties\", or"
            + " don't require it.";
      }
    }
    return none + "; set its type to \"object\".";
  }

  private void checkDefault(ShapeReader reader, String at, JsonNode value, List<Problem> found) {
    List<Problem> violations = new ArrayList<>();
    if (delegate != null) {
      delegate.checkValue(at, value, violations);
    } else {
      Validation.run(reader.read(at), value, "", violations);
    }
    for (Problem violation : violations) {
      found.add(
          Problem.error(
                  violation.code(),
                  at + "/default" + violation.pointer(),
                  "The default doesn't satisfy its own schema. " + violation.message())
              .reference(violation.reference())
              .suggestion(violation.suggestion())
              .build());
    }
  }

  /**
   * Checks the inputs of a run, as they were given.
   *
   * @param inputs the inputs in normal form
   * @param pointer where the inputs stand; all problems begin with it
   * @param problems where every violation goes, in the order of the inputs
   */
  public void validate(JsonNode inputs, String pointer, List<Problem> problems) {
    if (delegate == null) {
      Validation.run(shape, inputs, pointer, problems);
      return;
    }
    List<Problem> violations = new ArrayList<>();
    delegate.checkValue("", inputs, violations);
    violations.forEach(violation -> problems.add(violation.within(pointer, null)));
  }

  /**
   * Fills absent properties that have a default: those of the inputs, and those of objects inside
   * of them that were given.
   *
   * @param inputs valid inputs, which stay as they are
   * @return the inputs themselves where nothing is to be filled, else a copy that shares what
   *     didn't change
   */
  public ObjectNode withDefaults(ObjectNode inputs) {
    return hasDefaults ? (ObjectNode) Defaults.fill(shape, inputs) : inputs;
  }

  /**
   * What {@code inputs} means to a template: absent inputs that are declared are null, and so are
   * absent members that are declared of objects that were given, to whoever looks for them by name.
   *
   * @param inputs inputs with their defaults, which stay as they are
   * @return the inputs themselves where nothing is absent, else a copy that shares what is complete
   */
  @SuppressWarnings("ReferenceEquality") // whether a node was changed is a question of identity
  public ObjectNode asReferenced(ObjectNode inputs) {
    ObjectNode view = null;
    for (Map.Entry<String, JsonNode> field : inputs.properties()) {
      JsonNode given = field.getValue();
      if (given.isContainerNode()) {
        JsonNode seen = GivenObject.seen(shape.whole().member(field.getKey()), given);
        if (seen != given) {
          view = view == null ? Json.NODES.objectNode().setAll(inputs) : view;
          view.set(field.getKey(), seen);
        }
      }
    }
    for (String name : declared) {
      if (!inputs.has(name)) {
        view = view == null ? Json.NODES.objectNode().setAll(inputs) : view;
        view.putNull(name);
      }
    }
    return view == null ? inputs : view;
  }

  /**
   * The inputs that are declared by name, at the top level.
   *
   * @return names in the order of their declaration
   */
  public Set<String> declared() {
    return java.util.Collections.unmodifiableSet(declared);
  }

  /**
   * What is known of {@code inputs} as a template sees it: every declared input is there, and so is
   * every declared member of an object; one that may be left out and has no default may be null.
   *
   * @return a shape
   */
  public Shape referenceShape() {
    // A schema needn't say so, but inputs are always an object.
    Shape inputs = Shape.allOf(List.of(shape, ShapeDraft.object(Map.of(), Set.of(), null)));
    Alternative whole = inputs.whole();
    Set<String> required = whole.required();
    Map<String, Shape> members = new LinkedHashMap<>();
    Set<String> always = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>(inputs.names());
    names.addAll(required); // by whatever rules names that aren't declared
    for (String name : names) {
      Member member = inputs.member(name);
      boolean certain = required.contains(name) || hasDefault(whole, name);
      Shape given = ShapeDraft.given(member.shape());
      members.put(name, declared.contains(name) && !certain ? given.orNull() : given);
      if (declared.contains(name) || member.presence() == Member.Presence.ALWAYS) {
        always.add(name);
      }
    }
    for (String name : declared) {
      if (members.putIfAbsent(name, Shape.literal(Json.NODES.nullNode())) == null) {
        always.add(name);
      }
    }
    // No property is called so; what it finds is what any undeclared name finds.
    Member other = inputs.member("\u0000undeclared");
    return ShapeDraft.object(
        members, always, other.presence() == Member.Presence.NEVER ? Shape.never() : null);
  }

  private static boolean hasDefault(Alternative whole, String name) {
    for (Shape part : whole.shapes) {
      Shape property = part.properties.get(name);
      if (property != null && Defaults.of(property) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * The schema as it was written.
   *
   * @return the document, not to be changed
   */
  public JsonNode document() {
    return document;
  }
}
