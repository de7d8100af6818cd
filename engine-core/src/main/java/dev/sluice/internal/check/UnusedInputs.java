package dev.sluice.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.json.Pointers;
import dev.sluice.internal.plan.TemplateUse;
import dev.sluice.internal.schema.InputSchema;
import dev.sluice.internal.template.TemplateReference;
import java.util.HashSet;
import java.util.Set;

/** Finds inputs that are declared and never used. */
final class UnusedInputs {
  private UnusedInputs() {}

  static void check(InputSchema schema, Uses uses, Findings problems) {
    Set<String> used = new HashSet<>();
    for (TemplateUse use : uses.all()) {
      for (TemplateReference reference : use.references()) {
        if ("inputs".equals(reference.root())) {
          if (reference.below().isEmpty()) {
            return; // all of them at once
          }
          used.add(reference.below().get(0));
        }
      }
    }
    JsonNode properties = schema.document().path("properties");
    for (String name : schema.declared()) {
      if (!used.contains(name)) {
        String at = properties.has(name) ? Pointers.child("/properties", name) : "";
        problems.add(
            Problem.warning(
                    ProblemCode.UNUSED_INPUT,
                    "/input_schema" + at,
                    "The input " + Wording.quoted(name) + " is declared, but nothing uses it.")
                .reference(name)
                .build());
      }
    }
  }
}
