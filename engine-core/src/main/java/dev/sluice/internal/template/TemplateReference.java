package dev.sluice.internal.template;

import dev.sluice.internal.Nullable;
import java.util.List;

/**
 * One reference of a template, as it was written and what it was bound to.
 *
 * @param path the path as written, without blanks
 * @param segments the path's segments; empty for {@code .}
 * @param kind what the tag does with the value
 * @param pointer the template's place in the document
 * @param line the tag's 1-based line
 * @param column the tag's 1-based column in code points
 * @param root {@code inputs}, {@code steps} or an additional root; null for a relative name
 * @param stepKey what is written after {@code steps.}, or null
 * @param slot the step's slot, or -1
 * @param member which member of the step, or null
 * @param wholeValue whether the string is exactly this tag, so that the value keeps its type
 * @param enclosing the tag of the innermost section around it, or null
 */
public record TemplateReference(
    String path,
    List<String> segments,
    Kind kind,
    String pointer,
    int line,
    int column,
    @Nullable String root,
    @Nullable String stepKey,
    int slot,
    @Nullable StepMember member,
    boolean wholeValue,
    @Nullable TemplateReference enclosing) {

  /** What a tag does with the value. */
  public enum Kind {
    /** Shows it; a missing value is an error. */
    VARIABLE,
    /** Shows its body for a truthy value, once for each item of an array. */
    SECTION,
    /** Shows its body for a falsy or missing value. */
    INVERTED
  }

  /**
   * Whether it is sought in the open sections.
   *
   * @return true where there is no root
   */
  public boolean relative() {
    return root == null;
  }

  /**
   * Whether it stands in a section, so that it may never be looked up.
   *
   * @return true in a section of either kind
   */
  public boolean conditional() {
    return enclosing != null;
  }

  /**
   * The path below the root's value, or below the step's member.
   *
   * @return the segments; all of them for a relative name
   */
  public List<String> below() {
    int from = root == null ? 0 : stepKey == null ? 1 : 3;
    return segments.subList(from, segments.size());
  }
}
