package dev.sluice.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The compiled form of the schemas that were asked about last, found by the document's identity.
 */
final class RecentSchemas {
  private static final int MOST = 256;

  private final Function<JsonNode, Schema> compiler;
  private final Map<Key, Schema> schemas =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Schema> eldest) {
          return size() > MOST;
        }
      };

  RecentSchemas(Function<JsonNode, Schema> compiler) {
    this.compiler = compiler;
  }

  Schema of(JsonNode document) {
    Key key = new Key(document);
    synchronized (schemas) {
      Schema known = schemas.get(key);
      if (known != null) {
        return known;
      }
    }
    Schema made = compiler.apply(document);
    synchronized (schemas) {
      schemas.put(key, made);
    }
    return made;
  }

  /** The document as an object, not as a value: comparing large documents would cost too much. */
  private static final class Key {
    private final JsonNode document;

    Key(JsonNode document) {
      this.document = document;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // its purpose
    public boolean equals(Object other) {
      return other instanceof Key that && that.document == document;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(document);
    }
  }
}
