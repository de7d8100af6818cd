package dev.sluice.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.TemplateException;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.UnresolvedException;
import java.util.List;
import java.util.Objects;

/**
 * A JSON value whose strings are compiled templates.
 *
 * <p>Immutable and thread-safe.
 */
public final class CompiledTemplate {
  private final Template template;
  private final List<Reference> references;
  private final List<Problem> warnings;

  CompiledTemplate(Template template, List<Problem> warnings) {
    this.template = template;
    this.references = template.references().stream().map(Reference::new).toList();
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Resolves every string.
   *
   * @param context an object {@code {"inputs": …, "steps": {"1": {"result": …, "status": …,
   *     "error": …}, …}}}; what isn't referred to may be absent. It isn't changed, and it mustn't
   *     be changed by others meanwhile.
   * @return the value; its containers are the caller's own, so that changing it changes neither the
   *     context nor later results
   * @throws TemplateException if a value is missing (then with all that are missing) or a limit is
   *     passed; no message holds a value from the context
   * @throws NullPointerException if the context is null
   * @throws IllegalArgumentException if a reference leads to a node that is no JSON value, such as
   *     a {@link com.fasterxml.jackson.databind.node.POJONode}
   */
  public JsonNode resolve(JsonNode context) {
    try {
      return template.resolve(new ContextScope(Objects.requireNonNull(context, "context")));
    } catch (UnresolvedException e) {
      throw new TemplateException(e.problems());
    }
  }

  /**
   * Every reference, also those that some data would never look up.
   *
   * @return in order of appearance, immutable
   */
  public List<Reference> references() {
    return references;
  }

  /**
   * What is probably not meant, though it isn't wrong.
   *
   * @return warnings in document order, immutable
   */
  public List<Problem> warnings() {
    return warnings;
  }
}
