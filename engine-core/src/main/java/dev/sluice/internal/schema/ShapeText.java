package dev.sluice.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.json.JsonSize;
import dev.sluice.internal.json.JsonText;
import java.util.List;
import java.util.Set;

/** Shapes and listed values in words. It shows what schemas say, never what a run holds. */
final class ShapeText {
  private static final int MOST_VALUES = 8;
  private static final int MOST_BYTES = 60;

  private ShapeText() {}

  static String describe(Shape shape) {
    List<JsonNode> listed = shape.whole().listed();
    return listed != null && !listed.isEmpty() && fitForText(listed)
        ? quote(listed)
        : Kind.describe(shape.kindsPossible());
  }

  static List<String> texts(Shape shape) {
    List<JsonNode> listed = shape.whole().listed();
    return listed == null
        ? List.of()
        : listed.stream().filter(JsonNode::isTextual).map(JsonNode::textValue).toList();
  }

  private static boolean fitForText(List<JsonNode> values) {
    return values.size() <= MOST_VALUES
        && values.stream()
            .allMatch(value -> value.isValueNode() && JsonSize.fits(value, MOST_BYTES));
  }

  /** Such as {@code "a", "b" or 3}; long lists and large values are cut. */
  static String quote(List<JsonNode> values) {
    StringBuilder out = new StringBuilder();
    int shown = Math.min(values.size(), MOST_VALUES);
    for (int i = 0; i < shown; i++) {
      if (i > 0) {
        out.append(i == values.size() - 1 ? " or " : ", ");
      }
      JsonNode value = values.get(i);
      if (JsonSize.fits(value, MOST_BYTES)) {
        JsonText.append(out, value);
      } else {
        out.append(Kind.describe(Set.of(Kind.of(value)))).append(" too long to show");
      }
    }
    if (shown < values.size()) {
      out.append(" or one of ").append(values.size() - shown).append(" more");
    }
    return out.toString();
  }
}
