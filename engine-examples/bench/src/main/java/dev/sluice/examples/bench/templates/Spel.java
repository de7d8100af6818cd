package dev.sluice.examples.bench.templates;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.expression.Expression;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/** Spring's expression language, compiled to byte code where it can, over Maps and Lists. */
final class Spel extends TemplateContender {
  private final Map<String, Expression> expressions = new LinkedHashMap<>();
  private final SimpleEvaluationContext evaluation =
      SimpleEvaluationContext.forReadOnlyDataBinding().build();
  private final Map<?, ?> root = new ObjectMapper().convertValue(Data.context(), Map.class);

  Spel() {
    super(true);
    SpelExpressionParser parser =
        new SpelExpressionParser(
            new SpelParserConfiguration(SpelCompilerMode.MIXED, Spel.class.getClassLoader()));
    for (Data.Argument argument : Data.ARGUMENTS) {
      StringBuilder text = new StringBuilder();
      String[] pieces = argument.mustache().split("\\{\\{|}}", -1);
      boolean pure = argument.literals().length == 0;
      for (int i = 0; i < pieces.length; i++) {
        text.append(
            i % 2 == 0 ? pieces[i] : pure ? indexed(pieces[i]) : "#{" + indexed(pieces[i]) + "}");
      }
      expressions.put(
          argument.key(),
          pure
              ? parser.parseExpression(text.toString())
              : parser.parseExpression(text.toString(), new TemplateParserContext()));
    }
  }

  /** {@code ['steps']['3']['result']}: the form that its compiler knows. */
  private static String indexed(String path) {
    StringBuilder out = new StringBuilder();
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length; i++) {
      boolean index = i > 1 && Character.isDigit(names[i].charAt(0));
      out.append(index ? "[" + names[i] + "]" : "['" + names[i] + "']");
    }
    return out.toString();
  }

  @Override
  public Object work() {
    Map<String, Object> out = new LinkedHashMap<>();
    for (Map.Entry<String, Expression> entry : expressions.entrySet()) {
      Object value = entry.getValue().getValue(evaluation, root);
      out.put(entry.getKey(), value == null ? "" : value);
    }
    return out;
  }
}
