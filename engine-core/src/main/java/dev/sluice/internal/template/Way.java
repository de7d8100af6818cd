package dev.sluice.internal.template;

/** How strings are resolved. */
enum Way {
  /** Each string by the quickest of the ways that have the same meaning. */
  QUICKEST,
  /** Everything, literals and whole values too, as text through mustache.java; for comparison. */
  MUSTACHE
}
