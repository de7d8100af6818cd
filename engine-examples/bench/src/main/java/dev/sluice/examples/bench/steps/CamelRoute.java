package dev.sluice.examples.bench.steps;

import dev.sluice.examples.bench.harness.Contender;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;

/**
 * A Camel route with expressions of its simple language. Its record is the exchange, which holds
 * the results only.
 */
final class CamelRoute implements Contender {
  private final CamelContext context = new DefaultCamelContext();
  private final ProducerTemplate template;
  private final Map<String, Object> result =
      Map.of("forecast", Agreed.FORECAST, "count", Agreed.COUNT);

  CamelRoute() throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            ProcessorDefinition<?> route = from("direct:ten");
            for (int i = 0; i < Agreed.STEPS; i++) {
              String before = "exchangeProperty.result" + i;
              String own = "result" + (i + 1);
              String forecast = i == 0 ? "${header.city}" : "${" + before + "[forecast]}";
              String count = i == 0 ? "${header.days}" : "${" + before + "[count]}";
              route =
                  route
                      .setProperty("city", simple("${header.city}"))
                      .setProperty("text", simple("${header.channel}: " + forecast))
                      .setProperty("count", simple(count))
                      .process(exchange -> exchange.setProperty(own, tool(exchange)));
            }
          }
        });
    context.start();
    template = context.createProducerTemplate();
  }

  private Object tool(Exchange exchange) {
    if (Agreed.watched()) {
      Agreed.called(
          exchange.getProperty("city"),
          exchange.getProperty("text"),
          exchange.getProperty("count"));
    }
    return result;
  }

  @Override
  public Object work() {
    return template.request("direct:ten", exchange -> exchange.getIn().setHeaders(headers()));
  }

  private static Map<String, Object> headers() {
    return new java.util.HashMap<>(Agreed.INPUTS);
  }

  @Override
  public void check() throws Exception {
    Exchange exchange = (Exchange) Agreed.check(this::work);
    if (!result.equals(exchange.getProperty("result" + Agreed.STEPS))) {
      throw new IllegalStateException("The last result isn't that of the last step");
    }
  }

  @Override
  public void close() {
    context.stop();
  }
}
