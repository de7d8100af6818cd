package dev.sluice.examples.bench.steps;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheException;
import dev.sluice.examples.bench.harness.Contender;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The floor's loop with every argument rendered by mustache.java, numbers read back from text. */
final class MustacheFloor implements Contender {
  private record StepRecord(
      int number, String toolId, String toolName, String status, Object result, long tookMs) {}

  private record RunRecord(
      String id, Object inputs, List<StepRecord> steps, Instant startedAt, Instant completedAt) {}

  /** What a tool is given. */
  private record Call(String toolId, String key, Map<String, Object> arguments) {}

  /** No HTML, as workflows want it. */
  private static final class Plain extends DefaultMustacheFactory {
    @Override
    public void encode(String value, Writer writer) {
      try {
        writer.write(value);
      } catch (IOException e) {
        throw new MustacheException(e);
      }
    }
  }

  private final ObjectMapper mapper = new ObjectMapper();
  private final Mustache[][] templates = new Mustache[Agreed.STEPS][];
  private final Map<String, Object> result =
      Map.of("forecast", Agreed.FORECAST, "count", Agreed.COUNT);

  MustacheFloor() {
    Plain factory = new Plain();
    for (int i = 0; i < Agreed.STEPS; i++) {
      String before = "steps." + i + ".result.";
      String[] texts = {
        "{{inputs.city}}",
        "{{inputs.channel}}: {{" + (i == 0 ? "inputs.city" : before + "forecast") + "}}",
        "{{" + (i == 0 ? "inputs.days" : before + "count") + "}}"
      };
      templates[i] = new Mustache[texts.length];
      for (int k = 0; k < texts.length; k++) {
        templates[i][k] = factory.compile(new StringReader(texts[k]), i + ":" + k);
      }
    }
  }

  private static String render(Mustache template, Object context) {
    StringWriter out = new StringWriter();
    template.execute(out, context);
    return out.toString();
  }

  private Object tool(Call call) {
    if (Agreed.watched()) {
      Map<String, Object> arguments = call.arguments();
      Agreed.called(
          String.valueOf(arguments.get("city")),
          String.valueOf(arguments.get("text")),
          Objects.requireNonNull(arguments.get("count")));
    }
    return result;
  }

  @Override
  public Object work() throws Exception {
    String id = Ids.next();
    Instant started = Instant.now();
    long then = System.nanoTime();
    Map<String, Object> past = new HashMap<>();
    Map<String, Object> context = Map.of("inputs", Agreed.INPUTS, "steps", past);
    List<StepRecord> steps = new ArrayList<>(Agreed.STEPS);
    for (int i = 0; i < Agreed.STEPS; i++) {
      Map<String, Object> arguments = new LinkedHashMap<>();
      arguments.put("city", render(templates[i][0], context));
      arguments.put("text", render(templates[i][1], context));
      arguments.put("count", mapper.readValue(render(templates[i][2], context), Integer.class));
      Object got = tool(new Call("noop", id + ":" + (i + 1), arguments));
      past.put(Integer.toString(i + 1), Map.of("result", got));
      long now = System.nanoTime();
      steps.add(new StepRecord(i + 1, "noop", "noop", "success", got, (now - then) / 1_000_000));
      then = now;
    }
    return new RunRecord(id, Agreed.INPUTS, steps, started, Instant.now());
  }

  @Override
  public void check() throws Exception {
    RunRecord made = (RunRecord) Agreed.check(this::work);
    if (made.steps().size() != Agreed.STEPS) {
      throw new IllegalStateException("The record isn't complete");
    }
  }
}
