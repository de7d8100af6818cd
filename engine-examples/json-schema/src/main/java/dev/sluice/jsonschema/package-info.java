/** Every keyword of JSON Schema 2020-12, by a validator of its own. */
@NullMarked
package dev.sluice.jsonschema;

import org.jspecify.annotations.NullMarked;
