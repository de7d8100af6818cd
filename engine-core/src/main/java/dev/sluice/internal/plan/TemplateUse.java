package dev.sluice.internal.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.internal.Nullable;
import dev.sluice.internal.template.Template;
import dev.sluice.internal.template.TemplateReference;
import java.util.List;

/**
 * A template of a workflow and where it stands: what a check walks over.
 *
 * @param role what it yields
 * @param slot the step, or -1 for the workflow's output
 * @param pointer where it stands in the definition
 * @param mapping its text
 * @param template it compiled, or null if something in it is wrong
 * @param references what it refers to, as far as it could be understood
 */
public record TemplateUse(
    Role role,
    int slot,
    String pointer,
    JsonNode mapping,
    @Nullable Template template,
    List<TemplateReference> references) {
  /** What a template yields. */
  public enum Role {
    /** A step's arguments. */
    ARGUMENTS,
    /** A condition, or an operand of one. */
    CONDITION,
    /** A loop's items. */
    ITEMS,
    /** The result of a step that failed. */
    FALLBACK,
    /** A compensation's arguments. */
    UNDO_ARGUMENTS,
    /** The workflow's output. */
    OUTPUT
  }
}
