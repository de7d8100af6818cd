package dev.sluice.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The engine's Jackson objects: exact numbers, and no bounds but the ones that the engine checks
 * itself.
 */
public final class Json {
  /** Keeps the scale of every decimal: 1.10 stays 1.10. */
  public static final JsonNodeFactory NODES = new JsonNodeFactory(true);

  /** Reads without Jackson's own bounds: a record that the engine wrote can always be read back. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .build())
          .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(500).build())
          .build();

  private Json() {}

  /**
   * The mapper for typed tools and results where the host brings none.
   *
   * @return a shared mapper; it must not be reconfigured
   */
  public static ObjectMapper mapper() {
    return Beans.MAPPER;
  }

  /**
   * An object of known members.
   *
   * @param members keys and values in turn, each key once; ownership passes
   * @return a node that has them in that order
   */
  public static ObjectNode object(Object[] members) {
    return object(new SmallMap(members));
  }

  /**
   * An empty object.
   *
   * @param members how many members it will have
   * @return a node that needs little memory while it has few members
   */
  public static ObjectNode object(int members) {
    return object(new SmallMap(members));
  }

  /** Made after its map: what is written into the youngest object needs no barrier. */
  private static ObjectNode object(SmallMap members) {
    return new ObjectNode(NODES, members);
  }
}
