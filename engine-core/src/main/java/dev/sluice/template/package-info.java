/**
 * Templates on their own: any JSON value whose strings are Mustache templates, compiled once and
 * resolved against data. Workflows use the same language in their steps' arguments.
 *
 * <p>{@link dev.sluice.template.TemplateResolver} is the way in.
 */
@NullMarked
package dev.sluice.template;

import org.jspecify.annotations.NullMarked;
