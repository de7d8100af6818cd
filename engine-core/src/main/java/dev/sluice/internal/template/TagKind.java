package dev.sluice.internal.template;

/** What a tag is. */
enum TagKind {
  VARIABLE,
  SECTION,
  INVERTED,
  CLOSE,
  COMMENT,
  DELIMITERS;

  /** Whether such a tag takes its line with it where nothing else stands there. */
  boolean mayStandAlone() {
    return this != VARIABLE;
  }

  boolean opensSection() {
    return this == SECTION || this == INVERTED;
  }

  /** Whether the tag is still there after scanning: the others have done what they do. */
  boolean isRendered() {
    return this != COMMENT && this != DELIMITERS;
  }
}
