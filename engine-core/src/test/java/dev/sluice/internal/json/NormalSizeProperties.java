package dev.sluice.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/**
 * The quick walk over results never disagrees with the conversion that it saves, nor with the
 * writer.
 */
class NormalSizeProperties {
  @Provide
  Arbitrary<JsonNode> trees() {
    return trees(4);
  }

  /** Of bounded depth: left to chance, a tree now and then takes all memory there is. */
  private static Arbitrary<JsonNode> trees(int depth) {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .withChars('a', 'é', '€', '"', '\\', '\n', '\u0001', '\uD83D', '\uDE00')
            .ofMaxLength(6);
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            texts.map(Json.NODES::textNode),
            Arbitraries.integers().map(Json.NODES::numberNode),
            Arbitraries.longs().map(Json.NODES::numberNode),
            Arbitraries.of("1.10", "1e400", "-0.0", "7")
                .map(n -> Json.NODES.numberNode(new BigDecimal(n))),
            Arbitraries.of("5", "12345678901234567890")
                .map(n -> Json.NODES.numberNode(new BigInteger(n))),
            Arbitraries.doubles().between(-10, 10).map(Json.NODES::numberNode),
            Arbitraries.of(
                Json.NODES.nullNode(),
                Json.NODES.booleanNode(true),
                Json.NODES.booleanNode(false),
                Json.NODES.binaryNode(new byte[] {1, 2})));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<JsonNode> arrays =
        trees(depth - 1)
            .list()
            .ofMaxSize(3)
            .map(
                items -> {
                  ArrayNode array = Json.NODES.arrayNode();
                  items.forEach(array::add);
                  return array;
                });
    Arbitrary<JsonNode> objects =
        Arbitraries.maps(texts, trees(depth - 1))
            .ofMaxSize(3)
            .map(
                members -> {
                  ObjectNode object = Json.NODES.objectNode();
                  members.forEach(object::set);
                  return object;
                });
    return Arbitraries.oneOf(scalars, scalars, arrays, objects);
  }

  @Property
  void aTreeThatIsNormalHasNoMoreBytesThanAreSaid(
      @ForAll("trees") JsonNode tree,
      @ForAll @IntRange(max = 4) int depth,
      @ForAll @IntRange(max = 300) int most) {
    JsonNode converted;
    try {
      converted = new Conversion(Json.mapper(), depth, most, false).of(tree, 0);
    } catch (NotNormalException e) {
      converted = null;
    }
    boolean fits = converted != null && written(converted) <= most;
    long size = NormalSize.most(tree, depth, most);
    if (size != NormalSize.UNKNOWN) {
      assertThat(converted).isSameAs(tree);
      assertThat(size).isBetween(written(tree), (long) most);
    } else if (fits && converted == tree && 11 * written(tree) <= most) {
      // Only keys with surrogates in them and very large numbers are left to the slower way.
      assertThat(JsonText.compact(tree))
          .matches("(?s).*([\\ud83d\\ude00]|12345678901234567890|\\\\ud83d|\\\\ude00).*");
    }
  }

  @Property
  void whatIsSaidToBeSmallIsWithinTheBound(
      @ForAll("trees") JsonNode tree,
      @ForAll boolean plain,
      @ForAll @IntRange(max = 900) int most) {
    Object value = plain ? Json.mapper().convertValue(tree, Object.class) : tree;
    Conversion conversion = new Conversion(Json.mapper(), 10, most, true);
    JsonNode converted;
    try {
      converted = conversion.of(value, 0);
    } catch (NotNormalException e) {
      return;
    }
    boolean small = conversion.isSmall();
    Statistics.label("said to be small").collect(small);
    if (small) {
      assertThat(written(converted)).isLessThanOrEqualTo(most);
    }
  }

  private static long written(JsonNode node) {
    return JsonText.compact(node).getBytes(StandardCharsets.UTF_8).length;
  }
}
