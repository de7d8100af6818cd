package dev.sluice.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.mustachejava.Binding;
import com.github.mustachejava.Code;
import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Iteration;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheException;
import com.github.mustachejava.ObjectHandler;
import com.github.mustachejava.TemplateContext;
import com.github.mustachejava.util.Wrapper;
import dev.sluice.internal.Nullable;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * A template that mustache.java parses and renders. The only file that imports it.
 *
 * <p>mustache.java gets the checked template in a form in which nothing is left to interpretation:
 * each tag's path and each text is its number, so that there are no blanks, line ends, delimiters,
 * method names or partials in it. A tag's number is bound to its path here, a text's number is
 * replaced by the text when the template is initialised, and the values of open sections are the
 * only scopes. The first scope is the {@link Rendering}.
 */
final class MustachePart implements Part {
  private final Mustache mustache;
  private final String pointer;
  private final boolean dataIsOpen;

  private MustachePart(Mustache mustache, String pointer, boolean dataIsOpen) {
    this.mustache = mustache;
    this.pointer = pointer;
    this.dataIsOpen = dataIsOpen;
  }

  /** Builds the part from checked tags (of which all but the closing ones have a path). */
  static MustachePart of(
      List<String> texts,
      List<Tag> tags,
      List<BoundPath> paths,
      String pointer,
      boolean openRoots) {
    StringBuilder canonical = new StringBuilder();
    List<Integer> open = new ArrayList<>();
    int path = 0;
    for (int i = 0; i <= tags.size(); i++) {
      if (!texts.get(i).isEmpty()) {
        canonical.append(i);
      }
      if (i < tags.size()) {
        TagKind kind = tags.get(i).kind();
        if (kind == TagKind.CLOSE) {
          canonical.append("{{/").append(open.remove(open.size() - 1));
        } else {
          if (kind.opensSection()) {
            open.add(path);
          }
          canonical
              .append(kind == TagKind.SECTION ? "{{#" : kind == TagKind.INVERTED ? "{{^" : "{{")
              .append(path++);
        }
        canonical.append("}}");
      }
    }
    Factory factory = new Factory(texts, paths);
    return new MustachePart(
        factory.compile(new StringReader(canonical.toString()), "template"), pointer, openRoots);
  }

  @Override
  public @Nullable JsonNode resolve(Resolution resolution) {
    Rendering rendering = new Rendering(resolution, pointer, dataIsOpen);
    List<Object> scopes = new ArrayList<>();
    scopes.add(rendering);
    JsonNode data = dataIsOpen ? resolution.scope.root("") : null;
    if (data != null) {
      scopes.add(data);
    }
    try {
      mustache.execute(new Output(rendering), scopes);
    } catch (MustacheException | LimitReached e) {
      if (!resolution.isStopped()) {
        throw unexpected(e);
      }
      return null;
    }
    return rendering.result();
  }

  /** A node that is no JSON is the caller's mistake; anything else would be ours. */
  private static RuntimeException unexpected(RuntimeException wrapper) {
    for (Throwable e = wrapper; e != null; e = e.getCause()) {
      if (e instanceof IllegalArgumentException notJson) {
        return notJson;
      }
    }
    return new IllegalStateException("The template engine failed.", wrapper);
  }

  /** Binds numbers to paths and texts, and opens no file, no resource and no class. */
  private static final class Factory extends DefaultMustacheFactory {
    private final List<String> texts;

    Factory(List<String> texts, List<BoundPath> paths) {
      super(Factory::refuse);
      this.texts = texts;
      setObjectHandler(new Handler(paths));
    }

    private static Reader refuse(String name) {
      throw new UnsupportedOperationException("There are no partials.");
    }

    @Override
    public void encode(String value, Writer writer) {
      try {
        writer.write(value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String filterText(String number, boolean startOfLine) {
      return texts.get(Integer.parseInt(number));
    }
  }

  /** Looks values up by their paths only; no reflection. */
  private record Handler(List<BoundPath> paths) implements ObjectHandler {
    @Override
    public Wrapper find(String name, List<Object> scopes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object coerce(Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Binding createBinding(
        @Nullable String name, TemplateContext context, Code code) {
      if (name == null || !Character.isDigit(name.charAt(0))) {
        return null;
      }
      BoundPath path = paths.get(Integer.parseInt(name));
      return scopes -> ((Rendering) scopes.get(0)).value(path, scopes);
    }

    @Override
    public Writer iterate(
        Iteration section, Writer writer, @Nullable Object value, List<Object> scopes) {
      Rendering rendering = (Rendering) scopes.get(0);
      if (!(value instanceof JsonNode node) || !Values.isTruthy(node)) {
        return writer;
      } else if (!node.isArray()) {
        rendering.countIterations(1);
        return section.next(writer, node, scopes);
      }
      rendering.countIterations(node.size());
      for (JsonNode item : node) {
        section.next(writer, item, scopes);
      }
      return writer;
    }

    @Override
    public Writer falsey(
        Iteration section, Writer writer, @Nullable Object value, List<Object> scopes) {
      return value instanceof JsonNode node && Values.isTruthy(node)
          ? writer
          : section.next(writer, scopes, scopes);
    }

    @Override
    public String stringify(Object text) {
      return (String) text;
    }
  }

  /** Passes text on to the rendering, which bounds it. */
  private static final class Output extends Writer {
    private final Rendering rendering;

    Output(Rendering rendering) {
      this.rendering = rendering;
    }

    @Override
    public void write(String text) {
      rendering.append(text);
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
      rendering.append(new String(buffer, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
