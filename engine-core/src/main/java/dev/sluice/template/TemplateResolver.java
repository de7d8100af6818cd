package dev.sluice.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.error.TemplateException;
import dev.sluice.internal.json.NormalForm;
import dev.sluice.internal.json.NotNormalException;
import dev.sluice.internal.json.PlaceBudget;
import dev.sluice.internal.template.Quoting;
import dev.sluice.internal.template.Roots;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.TemplateCompiler;
import dev.sluice.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Compiles JSON values whose strings are templates.
 *
 * <p>A string that is exactly one tag, like {@code "{{inputs.city}}"}, resolves to the JSON value
 * itself; any other string resolves to text. References start with {@code inputs} or {@code
 * steps.<number>.result}, {@code .status} or {@code .error}. Object keys are never templates, and a
 * value is never evaluated as a template.
 *
 * <p>Immutable and thread-safe.
 */
public final class TemplateResolver {
  private final Limits limits;
  private final Roots roots;
  private final TemplateCompiler compiler;

  private TemplateResolver(Limits limits, List<String> roots) {
    this.limits = limits;
    this.roots = Roots.of(step -> -1, roots.toArray(String[]::new));
    this.compiler = new TemplateCompiler(limits);
  }

  /**
   * A resolver with the default limits.
   *
   * @return a resolver
   */
  public static TemplateResolver create() {
    return builder().build();
  }

  /**
   * Starts a resolver with other limits.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Compiles a value. What can be known to be wrong without data is found here, all of it at once.
   *
   * @param mapping any JSON value; it isn't kept, and changing it later changes nothing
   * @return the compiled value
   * @throws TemplateException if anything is wrong, with all problems; pointers are relative to the
   *     mapping's root
   * @throws NullPointerException if the mapping is null
   */
  public CompiledTemplate compile(JsonNode mapping) {
    Objects.requireNonNull(mapping, "mapping");
    List<Problem> problems = new ArrayList<>();
    Template template = compiler.compile(normalForm(mapping), "", roots, problems);
    if (template == null) {
      throw new TemplateException(problems);
    }
    return new CompiledTemplate(template, problems);
  }

  private JsonNode normalForm(JsonNode mapping) {
    try {
      JsonNode normal = new NormalForm(null, limits.depth(), Long.MAX_VALUE).of(mapping);
      if (PlaceBudget.holds(normal, 32L * limits.definitionCharacters())) {
        return normal;
      }
      throw refused(
          ProblemCode.LIMIT_EXCEEDED,
          "The mapping's keys are too long for the number of values below them.");
    } catch (NotNormalException e) {
      String code =
          e.reason() == NotNormalException.Reason.NOT_JSON
              ? ProblemCode.INVALID_VALUE
              : ProblemCode.LIMIT_EXCEEDED;
      throw refused(code, "The mapping " + e.getMessage() + '.');
    }
  }

  private static TemplateException refused(String code, String message) {
    return new TemplateException(List.of(Problem.error(code, "", message).build()));
  }

  /**
   * Makes a template of any text.
   *
   * @param text any text
   * @return a template that resolves to exactly that text, the text itself where it has no tags. It
   *     is up to 30 characters longer than the text, which counts against the limit for templates.
   * @throws NullPointerException if the text is null
   */
  public static String quote(String text) {
    return Quoting.quote(Objects.requireNonNull(text, "text"));
  }

  /** Sets what a resolver needs; everything has a default. Not thread-safe. */
  public static final class Builder {
    private Limits limits = Limits.defaults();
    private List<String> roots = List.of();

    private Builder() {}

    /**
     * Sets the limits.
     *
     * @param newLimits what templates may have and yield; {@link Limits#defaults()} if not called
     * @return this
     * @throws NullPointerException if the limits are null
     */
    public Builder limits(Limits newLimits) {
      this.limits = Objects.requireNonNull(newLimits, "limits");
      return this;
    }

    /**
     * Admits more roots beside {@code inputs} and {@code steps}.
     *
     * @param names such as {@code item} and {@code index}, which the steps of a loop have; none if
     *     not called
     * @return this
     * @throws NullPointerException if a name is null
     */
    public Builder roots(String... names) {
      this.roots = List.of(names);
      return this;
    }

    /**
     * Makes the resolver.
     *
     * @return an immutable resolver
     */
    public TemplateResolver build() {
      return new TemplateResolver(limits, roots);
    }
  }
}
