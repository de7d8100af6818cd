package dev.sluice.internal.check;

import dev.sluice.internal.json.JsonText;
import dev.sluice.internal.template.TemplateReference;
import dev.sluice.internal.text.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Names in messages. */
final class Wording {
  private static final int MOST_NAMES = 12;

  private Wording() {}

  /** A name in quotes, fit for one line. */
  static String quoted(String name) {
    StringBuilder out = new StringBuilder();
    JsonText.appendString(out, Texts.loggable(name));
    return out.toString();
  }

  /** Names in quotes, separated by commas; many are cut. */
  static String names(Collection<String> names) {
    List<String> shown = names.stream().limit(MOST_NAMES).map(Wording::quoted).toList();
    String text = String.join(", ", shown);
    return names.size() > MOST_NAMES
        ? text + " and " + (names.size() - MOST_NAMES) + " more"
        : text;
  }

  /** How many segments of a path stand before those below its root. */
  private static int head(TemplateReference reference) {
    return reference.segments().size() - reference.below().size();
  }

  /** The path up to a segment below its root, that segment left out. */
  static String parent(TemplateReference reference, int segment) {
    int end = head(reference) + segment;
    return end == 0
        ? "the section's item"
        : Texts.loggable(String.join(".", reference.segments().subList(0, end)));
  }

  /** The path with one segment below its root changed. */
  static String replaced(TemplateReference reference, int segment, String name) {
    List<String> segments = new ArrayList<>(reference.segments());
    segments.set(head(reference) + segment, name);
    return String.join(".", segments);
  }
}
