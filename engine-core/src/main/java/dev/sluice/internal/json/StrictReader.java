package dev.sluice.internal.json;

import static com.fasterxml.jackson.core.JsonTokenId.ID_FALSE;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_ARRAY;
import static com.fasterxml.jackson.core.JsonTokenId.ID_START_OBJECT;
import static com.fasterxml.jackson.core.JsonTokenId.ID_STRING;
import static com.fasterxml.jackson.core.JsonTokenId.ID_TRUE;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.error.Problem;
import dev.sluice.error.ProblemCode;
import dev.sluice.internal.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads a document into normal form and collects what is wrong with it: syntax with line and
 * column, duplicate keys by pointer, trailing text, too deep, too many tokens. Later problems of a
 * document that is no JSON can't be known.
 */
public final class StrictReader {
  private final int depth;
  private final int tokens;
  private final List<Problem> problems;
  private int seen;

  private StrictReader(int depth, int tokens, List<Problem> problems) {
    this.depth = depth;
    this.tokens = tokens;
    this.problems = problems;
  }

  /**
   * Reads one value.
   *
   * @param text the document
   * @param characters the most UTF-16 units
   * @param depth the deepest nesting of containers
   * @param tokens the most tokens
   * @param problems where problems go
   * @return the value in normal form (of a duplicate key the first value), or null if it couldn't
   *     be read to its end
   */
  public static @Nullable JsonNode read(
      String text, int characters, int depth, int tokens, List<Problem> problems) {
    if (text.length() > characters) {
      problems.add(
          limit(
              "The document has "
                  + text.length()
                  + " characters; at most "
                  + characters
                  + " are admitted."));
      return null;
    }
    try (JsonParser parser = Json.FACTORY.createParser(text)) {
      return new StrictReader(depth, tokens, problems).document(parser);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      Problem.Builder problem =
          Problem.error(ProblemCode.SYNTAX, "", "The document isn't JSON: " + reason(e));
      problems.add((at == null ? problem : problem.at(at.getLineNr(), at.getColumnNr())).build());
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Jackson's sentence ends with its own notion of a source; the place is told by the problem. It
   * quotes unknown words, which may be someone's secret that lacks its quotes, and it advises on
   * features of its own.
   */
  private static String reason(JsonProcessingException e) {
    String message = e.getOriginalMessage().replaceAll("\\s+", " ");
    if (message.startsWith("Unrecognized token") || message.startsWith("Non-standard token")) {
      return "There is a word that is neither true, false nor null; text needs double quotes.";
    }
    message =
        message
            .replaceAll("\\[Source: [^\\]]*line: (\\d+), column: (\\d+)\\]", "line $1, column $2")
            .replaceAll("maybe a \\(non-standard\\) comment\\?.*", "JSON has no comments");
    return message + (message.endsWith(".") ? "" : ".");
  }

  private static Problem limit(String message) {
    return Problem.error(ProblemCode.LIMIT_EXCEEDED, "", message).build();
  }

  private @Nullable JsonNode document(JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      problems.add(
          Problem.error(ProblemCode.SYNTAX, "", "The document is empty; a JSON value is expected.")
              .build());
      return null;
    }
    JsonNode value = value(parser, Place.at(""), 0);
    if (value != null && parser.nextToken() != null) {
      JsonLocation at = parser.currentTokenLocation();
      problems.add(
          Problem.error(ProblemCode.SYNTAX, "", "There is text after the document's end.")
              .at(at.getLineNr(), at.getColumnNr())
              .build());
      return null;
    }
    return value;
  }

  private @Nullable JsonNode value(JsonParser parser, Place place, int level) throws IOException {
    if (++seen > tokens) {
      problems.add(limit("The document has more than " + tokens + " tokens."));
      return null;
    }
    JsonToken token = parser.currentToken();
    switch (token.id()) {
      case ID_START_OBJECT:
        return deeper(place, level) ? object(parser, place, level) : null;
      case ID_START_ARRAY:
        return deeper(place, level) ? array(parser, place, level) : null;
      case ID_STRING:
        return Json.NODES.textNode(parser.getText());
      case ID_NUMBER_INT, ID_NUMBER_FLOAT:
        return number(parser.getText(), token == JsonToken.VALUE_NUMBER_INT, place);
      case ID_TRUE:
        return Json.NODES.booleanNode(true);
      case ID_FALSE:
        return Json.NODES.booleanNode(false);
      default:
        return Json.NODES.nullNode();
    }
  }

  private boolean deeper(Place place, int level) {
    if (level < depth) {
      return true;
    }
    problems.add(
        Problem.error(
                ProblemCode.LIMIT_EXCEEDED,
                place.pointer(),
                "The document is nested deeper than " + depth + " levels.")
            .build());
    return false;
  }

  private @Nullable JsonNode number(String text, boolean whole, Place place) {
    if (Numbers.tooLong(text)) {
      problems.add(
          Problem.error(
                  ProblemCode.LIMIT_EXCEEDED,
                  place.pointer(),
                  "The number has more than " + Numbers.MOST_DIGITS + " digits.")
              .build());
      return null;
    }
    try {
      return whole ? Numbers.whole(text) : Numbers.decimal(text);
    } catch (NumberFormatException e) {
      problems.add(
          Problem.error(
                  ProblemCode.INVALID_VALUE,
                  place.pointer(),
                  "The number's exponent is out of range.")
              .build());
      return null;
    }
  }

  private @Nullable JsonNode object(JsonParser parser, Place place, int level) throws IOException {
    ObjectNode object = Json.NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      seen++;
      String key = parser.currentName();
      Place at = place.child(key);
      parser.nextToken();
      JsonNode member = value(parser, at, level + 1);
      if (member == null) {
        return null;
      } else if (object.has(key)) {
        problems.add(
            Problem.error(
                    ProblemCode.DUPLICATE_KEY,
                    at.pointer(),
                    "The key stands twice in this object; keep one of them.")
                .reference(key)
                .build());
      } else {
        object.set(key, member);
      }
    }
    return object;
  }

  private @Nullable JsonNode array(JsonParser parser, Place place, int level) throws IOException {
    ArrayNode array = Json.NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonNode item = value(parser, place.child(array.size()), level + 1);
      if (item == null) {
        return null;
      }
      array.add(item);
    }
    return array;
  }
}
