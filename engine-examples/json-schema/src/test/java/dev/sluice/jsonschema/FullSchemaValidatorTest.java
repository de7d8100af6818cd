package dev.sluice.jsonschema;

import dev.sluice.schema.SchemaValidator;
import dev.sluice.testkit.SchemaValidatorContract;

class FullSchemaValidatorTest extends SchemaValidatorContract {
  @Override
  protected SchemaValidator validator() {
    return new FullSchemaValidator();
  }
}
