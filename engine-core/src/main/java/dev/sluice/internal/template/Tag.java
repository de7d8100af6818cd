package dev.sluice.internal.template;

/**
 * One tag as it stands in the text.
 *
 * @param kind what it is
 * @param start offset of the opening delimiter
 * @param end offset behind the closing delimiter
 * @param content the path without blanks around it; empty for comments and delimiters
 * @param line 1-based line of the opening delimiter
 * @param column 1-based column of the opening delimiter in code points
 */
record Tag(TagKind kind, int start, int end, String content, int line, int column) {}
