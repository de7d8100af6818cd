package dev.sluice.jdbc;

import dev.sluice.WorkflowEngine;
import dev.sluice.execution.Execution;
import dev.sluice.tool.ToolInvoker;
import dev.sluice.tool.ToolResult;
import dev.sluice.tool.Tools;
import dev.sluice.workflow.Step;
import dev.sluice.workflow.Workflow;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/**
 * A program that works on runs until it is killed: {@code Victim execute|work URL WITNESS}. What it
 * prints is on the pipe before it goes on.
 */
final class Victim {
  static final Duration LEASE = Duration.ofMillis(1_000);
  static final int STEPS = 5;

  private Victim() {}

  /** Five steps, each of which calls the tool and refers to the one before. */
  static Workflow workflow() {
    Workflow.Builder builder = Workflow.builder("crash");
    for (int i = 1; i <= STEPS; i++) {
      Step step = Step.of("act").input("name", "step " + i);
      builder.step(i == 1 ? step : step.input("before", "{{steps." + (i - 1) + ".result.name}}"));
    }
    return builder.build();
  }

  static WorkflowEngine engine(JdbcStore store, ToolInvoker tool) {
    return WorkflowEngine.builder()
        .store(store)
        .lease(LEASE)
        .pollInterval(Duration.ofMillis(50))
        .tools(Tools.builder().tool("act", tool).build())
        .build();
  }

  static DataSource source(String url) {
    if (url.startsWith("jdbc:sqlite:")) {
      SQLiteDataSource source = new SQLiteDataSource();
      source.setUrl(url);
      return source;
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source;
  }

  /** Tells a witness, which may take its time to answer. */
  static ToolInvoker calling(String witness) {
    HttpClient client = HttpClient.newHttpClient();
    return call -> {
      String key = URLEncoder.encode(call.idempotencyKey(), StandardCharsets.UTF_8);
      HttpRequest request = HttpRequest.newBuilder(URI.create(witness + "?" + key)).build();
      client.send(request, HttpResponse.BodyHandlers.discarding());
      return ToolResult.of(call.arguments());
    };
  }

  /** Says that it was called: only once the step before is committed. */
  private static ToolInvoker printing() {
    return call -> {
      say("called " + call.idempotencyKey());
      return ToolResult.of(call.arguments());
    };
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  public static void main(String[] arguments) throws Exception {
    JdbcStore store =
        JdbcStore.builder(source(arguments[1])).schemaMode(SchemaMode.VALIDATE).build();
    ToolInvoker tool = arguments[2].isEmpty() ? printing() : calling(arguments[2]);
    WorkflowEngine engine = engine(store, tool);
    if (arguments[0].equals("work")) {
      engine.start();
      say("working");
      System.in.read(); // until whoever started this ends it
      engine.close();
      return;
    }
    boolean once = !arguments[2].isEmpty();
    say("working");
    do {
      Execution execution = engine.execute(workflow());
      say("done " + execution.id());
    } while (!once);
  }
}
