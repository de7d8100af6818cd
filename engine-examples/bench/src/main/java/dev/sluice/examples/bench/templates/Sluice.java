package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.internal.template.Roots;
import dev.sluice.internal.template.Scope;
import dev.sluice.internal.template.StepMember;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.TemplateCompiler;
import dev.sluice.limit.Limits;
import dev.sluice.template.CompiledTemplate;
import dev.sluice.template.TemplateResolver;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * This engine's templates: typed, strict, with limits on. In a run, step results are bound by slot;
 * from outside, {@link TemplateResolver} reads a context tree.
 */
final class Sluice {
  private Sluice() {}

  private static ObjectNode mapping() {
    ObjectNode mapping = JsonNodeFactory.instance.objectNode();
    for (Data.Argument argument : Data.ARGUMENTS) {
      mapping.put(argument.key(), argument.mustache());
    }
    return mapping;
  }

  /** As a run resolves the arguments of a step. */
  static final class InRun extends TemplateContender {
    private final Template template;
    private final Scope scope;

    InRun() {
      super(true);
      Roots roots = Roots.of(key -> Integer.parseInt(key) - 1);
      template =
          Objects.requireNonNull(
              new TemplateCompiler(Limits.defaults())
                  .compile(mapping(), "", roots, new ArrayList<>()));
      scope = new Results();
    }

    @Override
    public Object work() throws Exception {
      return template.resolve(scope);
    }
  }

  /** As a host resolves templates against a tree of its own. */
  static final class Resolver extends TemplateContender {
    private final CompiledTemplate template = TemplateResolver.create().compile(mapping());
    private final ObjectNode context = Data.context();

    Resolver() {
      super(true);
    }

    @Override
    public Object work() {
      return template.resolve(context);
    }
  }

  /** Results by slot. */
  private static final class Results implements Scope {
    private final JsonNode inputs;
    private final JsonNode[] results = new JsonNode[10];

    Results() {
      ObjectNode context = Data.context();
      inputs = context.get("inputs");
      for (int i = 0; i < results.length; i++) {
        results[i] = context.get("steps").get(Integer.toString(i + 1)).get("result");
      }
    }

    @Override
    public JsonNode inputs() {
      return inputs;
    }

    @Override
    @SuppressWarnings("NullAway") // the engine's own annotations don't reach its class files
    public @Nullable JsonNode step(int slot, String key, StepMember member) {
      return member == StepMember.RESULT ? results[slot] : null;
    }

    @Override
    @SuppressWarnings("NullAway") // the engine's own annotations don't reach its class files
    public @Nullable JsonNode root(String name) {
      return null;
    }
  }
}
