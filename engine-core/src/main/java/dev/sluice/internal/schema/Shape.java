package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a value before it exists: a JSON Schema, a literal, a template's text, or an
 * object or array put together from such parts.
 *
 * <p>Keywords that nothing is concluded from are left out, so a shape admits every value that its
 * schema admits, and maybe more. All that is <em>proved</em> from shapes (nothing can be there, no
 * value fits both) therefore holds; what can't be proved is never claimed. Immutable and
 * thread-safe once made. Two shapes are the same only if they are the same object.
 */
public final class Shape {
  /** Branches of which at least one holds, or exactly one. */
  record Union(List<Shape> branches, boolean exactlyOne) {}

  private static final Shape UNKNOWN = new ShapeDraft().shape();
  private static final Shape NEVER = ShapeDraft.ofKinds(Set.of());
  private static final Shape NULL = ShapeDraft.ofKinds(Set.of(Kind.NULL));
  private static final Shape TEXT = ShapeDraft.ofKinds(Set.of(Kind.STRING));

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

  /** References find a {@link GivenObject} here; as a whole it is what it is without. */
  final boolean given;

  /** Made when it is first asked for, which is after the last target was added. */
  private volatile @Nullable Alternative whole;

  private volatile @Nullable Exploration exploration;

  Shape(ShapeDraft draft) {
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
    this.given = draft.given;
  }

  /** This and all that holds too. */
  Alternative whole() {
    Alternative known = whole;
    if (known == null) {
      known = Alternative.following(List.of(this));
      whole = known;
    }
    return known;
  }

  private Exploration explored() {
    Exploration known = exploration;
    if (known == null) {
      known = new Exploration(this);
      exploration = known;
    }
    return known;
  }

  /** {@return a shape that admits everything: nothing is known} */
  public static Shape unknown() {
    return UNKNOWN;
  }

  /** {@return a shape that admits nothing: no value can be here} */
  public static Shape never() {
    return NEVER;
  }

  /** {@return any text: what a template yields that isn't one tag alone} */
  public static Shape text() {
    return TEXT;
  }

  /**
   * {@return one known value}
   *
   * @param value a value in normal form, not changed later
   */
  public static Shape literal(JsonNode value) {
    ShapeDraft draft = new ShapeDraft();
    draft.values = List.of(value);
    draft.kinds = Set.of(Kind.of(value));
    return draft.shape();
  }

  /**
   * {@return an object with exactly these members}
   *
   * @param members their shapes by name
   */
  public static Shape object(Map<String, Shape> members) {
    return ShapeDraft.object(members, members.keySet(), NEVER);
  }

  /**
   * {@return an array with exactly these elements}
   *
   * @param elements their shapes
   */
  public static Shape array(List<Shape> elements) {
    ShapeDraft draft = new ShapeDraft();
    draft.kinds = Set.of(Kind.ARRAY);
    draft.prefix.addAll(elements);
    draft.fewest = elements.size();
    draft.items = NEVER;
    return draft.shape();
  }

  /**
   * {@return an array of any length}
   *
   * @param element the shape of each element
   */
  public static Shape arrayOf(Shape element) {
    ShapeDraft draft = new ShapeDraft();
    draft.kinds = Set.of(Kind.ARRAY);
    draft.items = element;
    return draft.shape();
  }

  /** {@return any whole number} */
  public static Shape integer() {
    return ShapeDraft.ofKinds(Set.of(Kind.INTEGER));
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
   * {@return a value that has one of several shapes}
   *
   * @param branches the shapes
   */
  public static Shape anyOf(List<Shape> branches) {
    if (branches.size() == 1) {
      return branches.get(0);
    }
    ShapeDraft draft = new ShapeDraft();
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
    ShapeDraft draft = new ShapeDraft();
    draft.all.addAll(parts);
    return draft.shape();
  }

  /** {@return the same, or null} */
  public Shape orNull() {
    return anyOf(List.of(this, NULL));
  }

  /** {@return the same, but not null} */
  public Shape notNull() {
    return explored().notNull();
  }

  /** {@return the shape of any of its elements, if it is an array; never() if it has none} */
  public Shape elements() {
    return explored().elements();
  }

  /** {@return what a section's body sees: each element of an array, and any other truthy value} */
  public Shape sectionItems() {
    return explored().sectionItems();
  }

  /** {@return whether a section over it may show its body; false only where proved} */
  public boolean mayBeTruthy() {
    return new Truth(this).mayBe(true);
  }

  /** {@return whether an inverted section over it may; false only where proved} */
  public boolean mayBeFalsy() {
    return new Truth(this).mayBe(false);
  }

  /**
   * What a path's next segment finds in such a value: a literal key on an object, a canonical index
   * on an array, nothing on anything else.
   *
   * @param segment the segment
   * @return whether there is a member, and its shape
   */
  public Member member(String segment) {
    return explored().member(segment);
  }

  /**
   * Compares what a value is with what a place wants.
   *
   * @param wanted the shape that the place wants
   * @return whether every such value fits, none does, or that can't be told
   */
  public Fit fits(Shape wanted) {
    return new Comparison().fit(this, wanted);
  }

  /** {@return the names that such an object must have in every alternative that admits one} */
  public Set<String> requiredNames() {
    return explored().requiredNames();
  }

  /** {@return the names that any alternative mentions, in the order of declaration} */
  public Set<String> names() {
    return explored().names();
  }

  /** {@return whether it may be an object; false only where proved} */
  public boolean mayBeObject() {
    return kindsPossible().contains(Kind.OBJECT);
  }

  /** {@return whether it may be an array; false only where proved} */
  public boolean mayBeArray() {
    return kindsPossible().contains(Kind.ARRAY);
  }

  /** {@return the texts among the values that it lists; empty where it lists none} */
  public List<String> texts() {
    return ShapeText.texts(this);
  }

  /** {@return whether it may be null; false only where proved} */
  public boolean mayBeNull() {
    return kindsPossible().contains(Kind.NULL);
  }

  /** {@return whether nothing at all is known of it} */
  public boolean saysNothing() {
    return whole().saysNothing();
  }

  /** The kinds that are not provably impossible. */
  Set<Kind> kindsPossible() {
    return explored().kinds();
  }

  /** {@return its types in words: {@code a string or null}} */
  public String types() {
    return Kind.describe(kindsPossible());
  }

  /** {@return its types in words, or its values where they are few and known} */
  public String describe() {
    return ShapeText.describe(this);
  }

  @Override
  public String toString() {
    return describe();
  }
}
