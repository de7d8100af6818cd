package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.json.Json;
import dev.sluice.limit.Limits;
import java.util.ArrayList;
import java.util.List;

/** Compiles one string: finds its tags, checks them, and chooses the way that resolves it. */
final class StringCompiler {
  private final String text;
  private final Limits limits;
  private final Way way;
  private final Roots roots;
  private final Faults faults;
  private final List<TemplateReference> references;

  StringCompiler(
      String text,
      Limits limits,
      Way way,
      Roots roots,
      Faults faults,
      List<TemplateReference> references) {
    this.text = text;
    this.limits = limits;
    this.way = way;
    this.roots = roots;
    this.faults = faults;
    this.references = references;
  }

  /** The part for a text node that holds the string, or null where a problem was reported. */
  @Nullable
  Part compile(JsonNode node) {
    if (text.length() > limits.templateCharacters()) {
      faults.limit(
          0,
          0,
          "The template has "
              + text.length()
              + " characters; at most "
              + limits.templateCharacters()
              + " are admitted.");
      return null;
    } else if (way == Way.QUICKEST && !text.contains("{{")) {
      return literal(node);
    }
    List<Tag> tags = new ArrayList<>(4);
    Sections sections = new Sections(limits.sectionDepth(), faults);
    Binder binder = new Binder(roots, faults);
    List<BoundPath> paths = new ArrayList<>(4);
    TagScanner scanner = new TagScanner(text, limits.templateTags(), faults);
    for (Tag tag = scanner.next(); tag != null; tag = scanner.next()) {
      tags.add(tag);
      if (tag.kind() == TagKind.CLOSE) {
        sections.close(tag);
      } else if (tag.kind().isRendered()) {
        BoundPath path =
            binder.bind(tag, isWhole(tag), sections.namesAreRelative(), sections.innermost());
        if (path != null) {
          paths.add(path);
          references.add(path.reference());
        }
        if (tag.kind() != TagKind.VARIABLE
            && !sections.open(tag, path == null ? null : path.reference())) {
          return null;
        }
      }
    }
    if (scanner.reachedEnd()) {
      sections.end();
    }
    return faults.failed() ? null : part(tags, paths);
  }

  private @Nullable Part part(List<Tag> tags, List<BoundPath> paths) {
    List<String> texts = Layout.textsBetween(text, tags);
    List<Tag> rendered = tags.stream().filter(tag -> tag.kind().isRendered()).toList();
    if (tags.size() == 1 && tags.get(0).kind() == TagKind.VARIABLE) {
      if (way == Way.QUICKEST && isWhole(tags.get(0))) {
        return new ValuePart(paths.get(0));
      } else if (String.join("", texts).isBlank() && !isWhole(tags.get(0))) {
        faults.becomesText(tags.get(0));
      }
    }
    if (way == Way.QUICKEST && rendered.isEmpty()) {
      return literal(Json.NODES.textNode(texts.get(0)));
    } else if (way == Way.QUICKEST && paths.size() == rendered.size()) {
      return new TextPart(texts, paths, faults.pointer());
    }
    return MustachePart.of(texts, rendered, paths, faults.pointer(), roots.isOpen());
  }

  private @Nullable Part literal(JsonNode value) {
    if (value.textValue().length() > limits.templateOutputCharacters()) {
      faults.limit(
          0,
          0,
          "The template yields more than " + limits.templateOutputCharacters() + " characters.");
      return null;
    }
    return new ConstantPart(value, faults.pointer());
  }

  private boolean isWhole(Tag tag) {
    return tag.kind() == TagKind.VARIABLE && tag.start() == 0 && tag.end() == text.length();
  }
}
