package dev.sluice.internal.schema;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NULL;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import java.util.List;

/** What sections make of a shape: null, false, "" and [] are falsy, all else is truthy. */
final class Truth {
  private final Shape shape;

  Truth(Shape shape) {
    this.shape = shape;
  }

  /** Whether some value of the shape may be truthy, or falsy. */
  boolean mayBe(boolean truthy) {
    Navigation navigation = new Navigation(new Effort());
    // Visiting ends early at the first alternative that may be so, or when effort runs out.
    return !navigation.visit(
        shape.whole(), alternative -> !mayBe(truthy, alternative, navigation.values(alternative)));
  }

  private static boolean mayBe(
      boolean truthy, Alternative alternative, @Nullable List<JsonNode> values) {
    if (values != null) {
      return values.stream().anyMatch(value -> isTruthy(value) == truthy);
    }
    for (Kind kind : alternative.kinds) {
      boolean possible =
          kind == Kind.BOOLEAN
              || kind == Kind.STRING
              || (kind == Kind.NULL ? !truthy : truthy)
              || (kind == Kind.ARRAY && alternative.fewest() == 0);
      if (possible) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTruthy(JsonNode value) {
    return switch (value.asToken().id()) {
      case ID_NULL -> false;
      case ID_TRUE, ID_FALSE -> value.booleanValue();
      case ID_STRING -> !value.textValue().isEmpty();
      case ID_START_ARRAY -> !value.isEmpty();
      default -> true;
    };
  }
}
