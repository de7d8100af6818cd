package dev.sluice.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Field by field and value by value, the published schema and the engine say the same of a
 * definition, as far as a schema can say it.
 */
class PublishedSchemaProperties {
  /** Puts a value in the place of a field of one of the objects that a definition has. */
  record Change(String object, String field, String value) {}

  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "", fields(""),
          "/steps/0", fields("/steps/0"),
          "/steps/0/retry", fields("/steps/0/retry"),
          "/steps/0/on_error", fields("/steps/0/on_error"),
          "/steps/0/compensate", fields("/steps/0/compensate"),
          "/steps/0/compensate/retry", fields("/steps/0/compensate/retry"));

  private static List<String> fields(String object) {
    List<String> names = new ArrayList<>();
    Definitions.schemaOf(object).path("properties").fieldNames().forEachRemaining(names::add);
    names.add("Name");
    return names;
  }

  /** Values that one field or the other admits, and neighbours that it doesn't. */
  private static final List<String> VALUES =
      List.of(
          "null true false 0 1 2 1000 1001 10000 10001 -1 0.5 1.5 1000.0000000000000000000001 1e400",
          "315360000000 315360000001 2147483647 2147483648 12345678901234567890 1.0000000000000000001",
          "[] {} [1] [0] [-1] [1.5] ['a'] [''] ['9a'] [null] [{}] ['a',1] [[1]] {'a':1} {'result':null}",
          "'' 'a' '_x-9' '9a' 'a\\u0000' 'a\\u0085' '\\u00e9' 'fail' 'continue' 'stop' 'public' 'private'",
          "'sequential' 'parallel' '{{inputs.a}}' '{{{inputs.a}}}' '{{&inputs.a}}' '{{inputs.a}}x' '2026-02-21T12:00:00Z'",
          "{'result':'{{inputs.a}}'} {'result':1,'x':1} {'max_attempts':1} {'max_attempts':0} {'tool_id':'u'}",
          "{'equals':[1,2]} {'equals':[1]} {'in':[1,[1]]} {'exists':'{{inputs.a}}'} {'exists':1} {'all':[]}",
          "{'all':['{{inputs.a}}']} {'any':[{'not':'{{inputs.a}}'}]} {'not':null} {'equals':[1,2],'in':[1,[1]]}",
          "{'near':[1,2]} {'less_than':[1,2,3]} {'contains':['a','a']}");

  private static List<String> values() {
    List<String> all = new ArrayList<>();
    VALUES.forEach(line -> all.addAll(List.of(line.split(" "))));
    for (int length : new int[] {128, 129, 256, 257}) {
      all.add("'" + "n".repeat(length) + "'");
      all.add("'" + "\\ud83d\\ude00".repeat(length) + "'");
    }
    return all;
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Change> change =
        Arbitraries.of(FIELDS.keySet())
            .flatMap(
                object ->
                    Combinators.combine(
                            Arbitraries.of(FIELDS.get(object)), Arbitraries.of(values()))
                        .as((field, value) -> new Change(object, field, value)));
    return change.list().ofMinSize(1).ofMaxSize(3);
  }

  private static ObjectNode changed(List<Change> changes) {
    ObjectNode definition = Definitions.withEveryObject();
    // What is further in comes first, since a change further out may replace what it is in.
    for (int depth = 4; depth >= 0; depth--) {
      for (Change change : changes) {
        if (change.object().chars().filter(c -> c == '/').count() == depth) {
          JsonNode at = definition.at(change.object());
          ((ObjectNode) at)
              .set(change.field(), Definitions.tree(change.value().replace('\'', '"')));
        }
      }
    }
    return definition;
  }

  @Property(tries = 6000)
  void what_the_engine_accepts_the_schema_accepts(@ForAll("changes") List<Change> changes) {
    JsonNode definition = changed(changes);
    boolean accepted = Definitions.byEngine(definition).isEmpty();
    Statistics.collect(accepted);
    if (accepted) {
      assertThat(Definitions.bySchema(definition)).as(definition.toString()).isEmpty();
    }
    Statistics.coverage(coverage -> coverage.check(true).percentage(p -> p > 5));
  }

  @Property(tries = 6000)
  void what_the_engine_refuses_the_schema_refuses_where_a_schema_can_say_it(
      @ForAll("changes") List<Change> changes) {
    JsonNode definition = changed(changes);
    List<Problem> refused =
        Definitions.byEngine(definition).stream().filter(p -> !beyond(p)).toList();
    Statistics.collect(!refused.isEmpty());
    if (!refused.isEmpty()) {
      assertThat(Definitions.bySchema(definition))
          .as(() -> definition + " is refused by the engine:\n" + Problem.format(refused))
          .isNotEmpty();
    }
    Statistics.coverage(coverage -> coverage.check(true).percentage(p -> p > 5));
  }

  /** What a schema can't say: how steps and templates hang together, and what a time looks like. */
  private static boolean beyond(Problem problem) {
    String pointer = problem.pointer();
    boolean noStep = pointer.contains("/after/") && problem.code().equals("UNKNOWN_REFERENCE");
    boolean cycle = problem.code().equals("CYCLE");
    boolean time = pointer.endsWith("_at");
    boolean inputSchema = pointer.startsWith("/input_schema");
    return noStep || cycle || time || inputSchema;
  }
}
