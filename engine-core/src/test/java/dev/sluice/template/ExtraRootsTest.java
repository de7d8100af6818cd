package dev.sluice.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.error.TemplateException;
import org.junit.jupiter.api.Test;

class ExtraRootsTest {
  private static final JsonNode MAPPING = TextNode.valueOf("{{item.name}}");

  @Test
  void aRootThatWasAddedIsLookedUpInTheContext() throws Exception {
    CompiledTemplate template =
        TemplateResolver.builder().roots("item", "index").build().compile(MAPPING);
    JsonNode context = new ObjectMapper().readTree("{\"item\": {\"name\": \"Oslo\"}}");
    assertThat(template.resolve(context).textValue()).isEqualTo("Oslo");
    assertThat(template.references().get(0).isRelative()).isFalse();
  }

  @Test
  void withoutItTheNameIsNoRoot() {
    TemplateResolver resolver = TemplateResolver.create();
    assertThatThrownBy(() -> resolver.compile(MAPPING))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("UNKNOWN_REFERENCE");
  }
}
