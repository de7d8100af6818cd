package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a value before it exists: a JSON Schema, a literal, a template's text, or an
 * object or array put together from such parts.
 *
 * <p>Keywords that nothing is concluded from are left out, so a shape admits every value that its
 * schema admits, and maybe more. All that is <em>proved</em> from shapes (nothing can be there, no
 * value fits both) therefore holds; what can't be proved is never claimed.
 *
 * <p>Immutable and thread-safe once made. Two shapes are the same only if they are the same object.
 */
public final class Shape {
  /** Branches of which at least one holds, or exactly one. */
  record Union(List<Shape> branches, boolean exactlyOne) {}

  private static final Shape UNKNOWN = new Shape(new Draft());
  private static final Shape NEVER = ofKinds(Set.of());
  private static final Shape NULL = ofKinds(Set.of(Kind.NULL));
  private static final Shape TEXT = ofKinds(Set.of(Kind.STRING));

  final Set<Kind> kinds;
  final @Nullable List<JsonNode> values;
  final Map<String, Shape> properties;
  final Set<String> required;
  final @Nullable Shape additional;

  /** Some keys are ruled by patterns, so {@link #additional} can't be relied on. */
  final boolean patterned;

  final List<Shape> prefix;
  final @Nullable Shape items;

  /** How many elements an array has at least. */
  final int fewest;

  /** Shapes that hold too. A reference's target is added once it is read, so this may be a loop. */
  final List<Shape> all;

  final List<Union> unions;

  /** The default, for whoever fills absent properties; it restricts nothing. */
  final @Nullable JsonNode fallback;

  private Shape(Draft draft) {
    this.kinds = draft.kinds;
    this.values = draft.values;
    this.properties = draft.properties;
    this.required = draft.required;
    this.additional = draft.additional;
    this.patterned = draft.patterned;
    this.prefix = draft.prefix;
    this.items = draft.items;
    this.fewest = draft.fewest;
    this.all = draft.all;
    this.unions = draft.unions;
    this.fallback = draft.fallback;
  }

  /** What a shape is made from; it gives its collections away. */
  static final class Draft {
    Set<Kind> kinds = Kind.EVERY;
    @Nullable List<JsonNode> values;
    final Map<String, Shape> properties = new LinkedHashMap<>();
    final Set<String> required = new LinkedHashSet<>();
    @Nullable Shape additional;
    boolean patterned;
    final List<Shape> prefix = new ArrayList<>();
    @Nullable Shape items;
    int fewest;
    final List<Shape> all = new ArrayList<>();
    final List<Union> unions = new ArrayList<>();
    @Nullable JsonNode fallback;

    Shape shape() {
      return new Shape(this);
    }
  }

  private static Shape ofKinds(Set<Kind> kinds) {
    Draft draft = new Draft();
    draft.kinds = kinds;
    return draft.shape();
  }

  /**
   * A value of which nothing is known.
   *
   * @return a shape that admits everything
   */
  public static Shape unknown() {
    return UNKNOWN;
  }

  /**
   * A place where no value can be.
   *
   * @return a shape that admits nothing
   */
  public static Shape never() {
    return NEVER;
  }

  /**
   * Any text: what a template yields that isn't one tag alone.
   *
   * @return a shape that admits strings
   */
  public static Shape text() {
    return TEXT;
  }

  /**
   * One known value.
   *
   * @param value a value in normal form, not changed later
   * @return a shape that admits values equal to it
   */
  public static Shape literal(JsonNode value) {
    Draft draft = new Draft();
    draft.values = List.of(value);
    draft.kinds = Set.of(Kind.of(value));
    return draft.shape();
  }

  /**
   * An object with exactly these members.
   *
   * @param members their shapes by name
   * @return a shape that admits such objects
   */
  public static Shape object(Map<String, Shape> members) {
    return object(members, members.keySet(), NEVER);
  }

  /** An object with these members, some of them always there, and perhaps others. */
  static Shape object(Map<String, Shape> members, Set<String> always, @Nullable Shape others) {
    Draft draft = new Draft();
    draft.kinds = Set.of(Kind.OBJECT);
    draft.properties.putAll(members);
    draft.required.addAll(always);
    draft.additional = others;
    return draft.shape();
  }

  /**
   * An array with exactly these elements.
   *
   * @param elements their shapes
   * @return a shape that admits such arrays
   */
  public static Shape array(List<Shape> elements) {
    Draft draft = new Draft();
    draft.kinds = Set.of(Kind.ARRAY);
    draft.prefix.addAll(elements);
    draft.fewest = elements.size();
    draft.items = NEVER;
    return draft.shape();
  }

  /**
   * What a JSON Schema says. Never fails: what can't be understood (other keywords, references that
   * lead nowhere or elsewhere, malformed parts) is taken to say nothing.
   *
   * @param schema a whole schema document, in normal form, not changed later
   * @return its shape
   */
  public static Shape of(JsonNode schema) {
    return new ShapeReader(schema).read("");
  }

  /**
   * A value that has one of several shapes.
   *
   * @param branches the shapes
   * @return a shape that admits what any of them admits
   */
  public static Shape anyOf(List<Shape> branches) {
    if (branches.size() == 1) {
      return branches.get(0);
    }
    Draft draft = new Draft();
    draft.unions.add(new Union(List.copyOf(branches), false));
    return branches.isEmpty() ? NEVER : draft.shape();
  }

  /** A value that has all of these shapes. */
  static Shape allOf(List<Shape> parts) {
    if (parts.isEmpty()) {
      return UNKNOWN;
    } else if (parts.size() == 1) {
      return parts.get(0);
    }
    Draft draft = new Draft();
    draft.all.addAll(parts);
    return draft.shape();
  }

  /**
   * The same, or null.
   *
   * @return a shape that admits JSON null too
   */
  public Shape orNull() {
    return anyOf(List.of(this, NULL));
  }

  /**
   * What a path's next segment finds in such a value: a literal key on an object, a canonical index
   * on an array, nothing on anything else.
   *
   * @param segment the segment
   * @return whether there is a member, and its shape
   */
  public Member member(String segment) {
    return new Navigation(new Effort()).member(this, segment);
  }

  /**
   * Compares what a value is with what a place wants.
   *
   * @param wanted the shape that the place wants
   * @return whether every such value fits, none does, or that can't be told
   */
  public Fit fits(Shape wanted) {
    if (new Inclusion(new Effort()).within(List.of(this), wanted)) {
      return Fit.FITS;
    }
    return new Emptiness(new Effort()).isEmpty(List.of(this, wanted)) ? Fit.MISMATCH : Fit.UNSURE;
  }

  /**
   * The names of the members that such an object must have, whichever of its alternatives holds.
   *
   * @return names in the order they were declared; empty if it needn't be an object
   */
  public Set<String> requiredNames() {
    return new Navigation(new Effort()).requiredNames(this);
  }

  /**
   * The names of all members that are mentioned in any alternative.
   *
   * @return names in the order they were declared
   */
  public Set<String> names() {
    return new Navigation(new Effort()).names(this);
  }

  /**
   * Whether it may be null.
   *
   * @return false only where null is provably not admitted
   */
  public boolean mayBeNull() {
    return kindsPossible().contains(Kind.NULL);
  }

  /**
   * Whether nothing at all is known of it.
   *
   * @return true where no keyword restricts it
   */
  public boolean saysNothing() {
    Alternative parts = Alternative.of(List.of(this));
    return parts.unions.isEmpty()
        && parts.shapes.stream().allMatch(Shape::unrestricted)
        && parts.kinds.containsAll(Kind.EVERY);
  }

  private boolean unrestricted() {
    return values == null
        && properties.isEmpty()
        && required.isEmpty()
        && additional == null
        && prefix.isEmpty()
        && items == null;
  }

  /** The kinds that are not provably impossible. */
  Set<Kind> kindsPossible() {
    return Collections.unmodifiableSet(new Navigation(new Effort()).kinds(this));
  }

  /**
   * In words, for messages: its types, or its values where they are few and known.
   *
   * @return such as {@code string or null}
   */
  public String describe() {
    return ShapeText.describe(this);
  }

  @Override
  public String toString() {
    return describe();
  }
}
