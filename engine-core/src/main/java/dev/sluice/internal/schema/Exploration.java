package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What was found out about one shape. A definition may refer to one shape a hundred thousand times,
 * so what takes time by the size of the shape is done once. Thread-safe.
 */
final class Exploration {
  /** More alternatives than that would take more memory than they save time. */
  private static final int MOST_KEPT = 64;

  private static final Shape NOT_NULL = ShapeDraft.ofKinds(Kind.without(Kind.NULL));
  private static final Shape NO_LIST = ShapeDraft.ofKinds(Kind.without(Kind.NULL, Kind.ARRAY));

  /** One way to have a value of the shape. */
  static final class Way {
    /** What holds then. */
    final Alternative all;

    /** Those that are listed and not ruled out; null where none are listed. */
    final @Nullable List<JsonNode> values;

    /** Those that aren't provably impossible, where no values are listed. */
    final Set<Kind> kinds;

    Way(Alternative all, @Nullable List<JsonNode> values, Set<Kind> kinds) {
      this.all = all;
      this.values = values;
      this.kinds = kinds;
    }
  }

  private final Shape shape;
  private final @Nullable List<Way> ways;
  private final ConcurrentHashMap<String, Member> members = new ConcurrentHashMap<>();
  private volatile @Nullable Set<String> names;
  private volatile @Nullable Set<String> required;
  private volatile @Nullable Set<Kind> kinds;
  private volatile @Nullable Shape elements;
  private volatile @Nullable Shape sectionItems;
  private volatile @Nullable Shape notNull;

  Exploration(Shape shape) {
    this.shape = shape;
    List<Way> found = new ArrayList<>();
    Navigation navigation = new Navigation(new Effort());
    boolean whole =
        navigation.visit(
            shape.whole(),
            all -> {
              found.add(navigation.way(all));
              return found.size() <= MOST_KEPT;
            });
    this.ways = whole ? List.copyOf(found) : null;
  }

  /** Visits every way; false as soon as the visitor says so, or effort ends. */
  boolean visit(Navigation navigation, Predicate<Way> visitor) {
    if (ways == null) {
      return navigation.visit(shape.whole(), all -> visitor.test(navigation.way(all)));
    }
    for (Way way : ways) {
      if (!visitor.test(way)) {
        return false;
      }
    }
    return true;
  }

  Member member(String segment) {
    Member known = members.get(segment);
    if (known == null) {
      known = navigation().member(this, segment);
      members.put(segment, known);
    }
    return known;
  }

  Set<String> names() {
    Set<String> known = names;
    if (known == null) {
      known = Collections.unmodifiableSet(navigation().names(this));
      names = known;
    }
    return known;
  }

  Set<String> requiredNames() {
    Set<String> known = required;
    if (known == null) {
      known = Collections.unmodifiableSet(navigation().requiredNames(this));
      required = known;
    }
    return known;
  }

  Set<Kind> kinds() {
    Set<Kind> known = kinds;
    if (known == null) {
      known = Collections.unmodifiableSet(navigation().kinds(this));
      kinds = known;
    }
    return known;
  }

  Shape elements() {
    Shape known = elements;
    if (known == null) {
      known = navigation().elements(this);
      elements = known;
    }
    return known;
  }

  /** Each element of an array, and any other value that isn't null. */
  Shape sectionItems() {
    Shape known = sectionItems;
    if (known == null) {
      known = Shape.anyOf(List.of(elements(), Shape.allOf(List.of(shape, NO_LIST))));
      sectionItems = known;
    }
    return known;
  }

  Shape notNull() {
    Shape known = notNull;
    if (known == null) {
      known = Shape.allOf(List.of(shape, NOT_NULL));
      notNull = known;
    }
    return known;
  }

  private static Navigation navigation() {
    return new Navigation(new Effort());
  }
}
