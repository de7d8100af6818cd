package dev.sluice.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.schema.SchemaRequest;
import dev.sluice.schema.SchemaValidator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Enforces every keyword of JSON Schema 2020-12, by networknt's json-schema-validator. {@code
 * format} stays an annotation, as the specification has it.
 *
 * <p>Nothing is ever fetched: a reference that leads out of the schema is reported. Patterns are
 * those of {@link java.util.regex.Pattern}, which can take very long for a hostile pair of pattern
 * and text; let only people whom you trust write schemas.
 *
 * <p>Immutable and thread-safe; it has nothing to close.
 */
public final class FullSchemaValidator implements SchemaValidator {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  /** Every schema has a place of its own, so that "#" means the schema and nothing else. */
  private static final SchemaLocation PLACE = SchemaLocation.of("urn:sluice:schema");

  private final SchemaRegistryConfig config =
      SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER).typeLoose(false).build();

  private final Schema metaschema = registry().getSchema(SchemaLocation.of(DIALECT));

  private final RecentSchemas recent = new RecentSchemas(this::compile);

  /** Makes a validator; one serves a whole application. */
  public FullSchemaValidator() {}

  /** A registry keeps what it has seen under a place, so each schema gets one of its own. */
  private SchemaRegistry registry() {
    return SchemaRegistry.withDialect(
        Dialects.getDraft202012(),
        builder ->
            builder
                .schemaRegistryConfig(config)
                .schemaLoader(loader -> loader.fetchRemoteResources(false)));
  }

  private Schema compile(JsonNode document) {
    Schema schema = registry().getSchema(PLACE, PlainNumbers.of(document));
    schema.initializeValidators();
    return schema;
  }

  @Override
  public List<Problem> validate(SchemaRequest request) {
    JsonNode value = request.value();
    return value == null ? ofSchema(request.schema()) : ofValue(request, value);
  }

  private List<Problem> ofSchema(JsonNode document) {
    List<Problem> problems = new ArrayList<>();
    JsonNode dialect = document.get("$schema");
    if (dialect != null && !dialect.asText().replaceAll("#$", "").equals(DIALECT)) {
      problems.add(
          Problem.error(
                  ProblemCode.UNSUPPORTED,
                  "/$schema",
                  "Only JSON Schema 2020-12 is understood here; leave $schema out, or set it to \""
                      + DIALECT
                      + "\".")
              .build());
      return problems;
    }
    for (Error error : metaschema.validate(document)) {
      problems.add(
          Problem.error(
                  ProblemCode.INVALID_VALUE,
                  Sentences.place(error),
                  "This isn't what JSON Schema 2020-12 admits here. " + Sentences.of(error))
              .build());
    }
    new KeywordWalk(problems).walk(document);
    if (problems.isEmpty()) {
      try {
        recent.of(document);
      } catch (SchemaException e) {
        problems.add(
            Problem.error(
                    ProblemCode.UNKNOWN_REFERENCE,
                    "",
                    "The schema can't be put together; a reference in it leads nowhere, or out of"
                        + " it.")
                .build());
      }
    }
    return problems;
  }

  private List<Problem> ofValue(SchemaRequest request, JsonNode value) {
    Schema schema = recent.of(request.schema());
    if (!request.at().isEmpty()) {
      schema = Parts.at(schema, request.schema(), request.at());
    }
    Set<Problem> problems = new LinkedHashSet<>();
    for (Error error : schema.validate(PlainNumbers.of(value))) {
      problems.add(Sentences.problem(error));
    }
    return List.copyOf(problems);
  }
}
