package dev.sluice.internal.template;

import static dev.sluice.internal.template.Resolving.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.mustachejava.DefaultMustacheFactory;
import dev.sluice.error.Problem;
import dev.sluice.limit.Limits;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The quick ways mean what mustache.java's way means; the scanner sees what its parser sees. */
class WaysProperties extends Generators {
  /** A text, or the problems. */
  private static String outcome(Way way, Limits limits, String source, JsonNode context) {
    List<Problem> problems = new ArrayList<>();
    Template template =
        new TemplateCompiler(limits, way)
            .compile(text(source), "/p", Roots.of(key -> -1), problems);
    if (template == null) {
      return Problem.format(problems);
    }
    try {
      return "text " + Oracle.text(template.resolve(new TreeScope(context)));
    } catch (UnresolvedException e) {
      return Problem.format(e.problems());
    }
  }

  private static void assertSame(Limits limits, String source, JsonNode context) {
    assertThat(outcome(Way.QUICKEST, limits, source, context))
        .isEqualTo(outcome(Way.MUSTACHE, limits, source, context));
  }

  @Property
  void without_sections_all_ways_give_the_same_text_or_the_same_problems(
      @ForAll("anyFlatTemplate") Tuple2<ObjectNode, String> any) {
    assertSame(Limits.defaults(), any.get2(), any.get1());
  }

  @Property
  void with_a_limit_on_output_all_ways_stop_at_the_same_tag(
      @ForAll("anyFlatTemplate") Tuple2<ObjectNode, String> any,
      @ForAll @IntRange(min = 1, max = 40) int most) {
    Limits limits = Resolving.limits(change -> change.templateOutputCharacters(most));
    if (!any.get2().strip().matches("(?s)\\{\\{.*}}") && any.get2().contains("{{")) {
      assertSame(limits, any.get2(), any.get1());
    }
  }

  @Property
  void whatever_the_string_all_ways_agree(
      @ForAll("anyNearTemplate") String source, @ForAll("anyContext") ObjectNode context) {
    assertSame(Limits.defaults(), source, context);
  }

  @Provide
  Arbitrary<String> anyNearTemplate() {
    return Arbitraries.oneOf(nearlyTemplates(), texts());
  }

  @Provide
  Arbitrary<Tuple2<ObjectNode, String>> anyFlatTemplate() {
    return contextsAndPaths()
        .flatMap(
            place ->
                Arbitraries.oneOf(
                        literals(),
                        Arbitraries.of("\n", " ", "\r\n", "\t", "{", "}", "1", "0"),
                        Arbitraries.of(
                            "{{%s}}",
                            "{{{%s}}}",
                            "{{& %s }}",
                            "{{! c }}",
                            "{{=<% %>=}}",
                            "<%={{ }}=%>",
                            "{{inputs.nope}}",
                            "{{inputs.nope.x}}"))
                    .map(part -> part.replace("%s", place.get2()))
                    .list()
                    .ofMaxSize(8)
                    .map(parts -> Tuple.of(place.get1(), String.join("", parts))));
  }

  @Property
  void the_scanner_sees_the_tags_that_the_parser_of_mustache_java_sees(
      @ForAll("anyTagged") String source) {
    List<Problem> problems = new ArrayList<>();
    new TemplateCompiler(Limits.defaults()).compile(text(source), "", Roots.open(), problems);
    // mustache.java knows delimiters of two characters only.
    boolean comparable = !source.replaceAll("\\{\\{=<% %>=}}", "").contains("{{=");
    TagScanner scanner = new TagScanner(source, 10_000, new Faults("", problems));
    List<String> seen = new ArrayList<>();
    for (Tag tag = scanner.next(); tag != null; tag = scanner.next()) {
      seen.add(tag.content() + " ends at " + tag.end());
    }
    if (comparable && problems.isEmpty()) {
      assertThat(seen).isEqualTo(Tags.of(source));
    }
  }

  @Provide
  Arbitrary<String> anyTagged() {
    return Arbitraries.oneOf(
        anyFlatTemplate().map(Tuple2::get2),
        contexts().flatMap(Model::templates).map(Model::print),
        nearlyTemplates());
  }

  /** What mustache.java's own parser finds, with a reader that counts. */
  private static final class Tags extends DefaultMustacheFactory {
    private final List<String> found = new ArrayList<>();
    private final Counter counter;
    private boolean braces = true;

    private Tags(String source) {
      this.counter = new Counter(new StringReader(source));
    }

    static List<String> of(String source) {
      Tags tags = new Tags(source);
      tags.compile(tags.counter, "source");
      return tags.found;
    }

    @Override
    public String translate(String raw) {
      String content =
          switch (raw.charAt(0)) {
            case '!', '=' -> "";
            case '#', '^', '/', '&' -> raw.substring(1);
            case '{' -> braces ? raw.substring(1) : raw.substring(1, raw.length() - 1);
            default -> raw;
          };
      int end = counter.position + (raw.charAt(0) == '{' && braces ? 1 : 0);
      if (raw.charAt(0) == '=') {
        braces = raw.substring(1).strip().endsWith("}}");
      }
      found.add(content.strip() + " ends at " + end);
      return raw;
    }
  }

  /** Counts what was read, back to the mark where it is reset. */
  private static final class Counter extends FilterReader {
    private int position;
    private int mark;

    Counter(Reader in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int c = super.read();
      position += c < 0 ? 0 : 1;
      return c;
    }

    @Override
    public void mark(int limit) throws IOException {
      mark = position;
      super.mark(limit);
    }

    @Override
    public void reset() throws IOException {
      position = mark;
      super.reset();
    }
  }

  /** A scope over a tree. */
  record TreeScope(JsonNode context) implements Scope {
    @Override
    public @Nullable JsonNode inputs() {
      return context.get("inputs");
    }

    @Override
    public @Nullable JsonNode step(int slot, String key, StepMember member) {
      JsonNode step = context.path("steps").path(key).get(member.key());
      return step;
    }

    @Override
    public @Nullable JsonNode root(String name) {
      return context.get(name);
    }
  }
}
