package dev.sluice.schema;

import dev.sluice.error.Problem;
import java.util.List;

/**
 * A full JSON Schema (2020-12) validator that a host plugs in. The engine itself enforces {@code
 * type, enum, const, properties, required, items, additionalProperties, default} and local {@code
 * $ref}; a schema with any other keyword is refused, unless there is a validator: then the whole
 * schema is left to it.
 *
 * <ul>
 *   <li><b>Who calls it, on which thread.</b> The engine: once for each such schema when a
 *       definition is compiled (a request without a value), once for each of the schema's defaults,
 *       and once for each start of a run. On the thread that checks, registers or starts; several
 *       threads at once, so it must be thread-safe.
 *   <li><b>May it block.</b> It should not: whoever starts a run waits for it. It must not fetch
 *       anything from a network or from files.
 *   <li><b>What null means.</b> It never returns null; an empty list means that nothing is wrong.
 *   <li><b>What an exception means.</b> The schema, or the value, is refused with a problem that
 *       names the exception's class and nothing else.
 *   <li><b>Can it be called twice for the same work.</b> Yes, on each node and for each run; equal
 *       requests must be answered alike, or two nodes would admit different inputs.
 *   <li><b>Who closes it.</b> The host, if there is anything to close.
 * </ul>
 */
@FunctionalInterface
public interface SchemaValidator {
  /**
   * Checks a schema, or a value against it.
   *
   * <p>Without a value: everything that is wrong with the schema itself, with pointers into the
   * schema. Each keyword that this validator neither enforces nor knows to be an annotation must be
   * reported as an error, or it would be ignored silently.
   *
   * <p>With a value: every violation, with pointers into the value. The messages must not hold any
   * part of the value except names of its properties: they are logged and shown.
   *
   * @param request the schema, and the value where there is one
   * @return what is wrong, empty if nothing is; never null
   */
  List<Problem> validate(SchemaRequest request);
}
