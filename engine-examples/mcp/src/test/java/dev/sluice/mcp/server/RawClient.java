package dev.sluice.mcp.server;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that sends and sees the very bytes. */
final class RawClient implements AutoCloseable {
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final OutputStream out;
  private final BufferedReader in;
  private int lastId;

  /** The notifications that came before the last answer. */
  final List<JsonNode> notifications = new ArrayList<>();

  /** The line of the last answer. */
  String line = "";

  RawClient(InputStream in, OutputStream out) throws IOException {
    this.out = out;
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    JsonNode answer =
        ask(
            "initialize",
            "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"raw\",\"version\":\"1\"}}");
    if (!answer.path("result").path("serverInfo").path("name").asText().equals("sluice")) {
      throw new IllegalStateException(answer.toString());
    }
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  void send(String json) throws IOException {
    out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  int request(String method, String params) throws IOException {
    lastId++;
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + lastId
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
    return lastId;
  }

  JsonNode ask(String method, String params) throws IOException {
    return answer(request(method, params));
  }

  /** The result of a call of a tool. */
  JsonNode call(String tool, String arguments) throws IOException {
    return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")
        .path("result");
  }

  /** Reads until the answer with an id; null at the end. */
  JsonNode answer(Object id) throws IOException {
    notifications.clear();
    for (line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode message = JSON.readTree(line);
      if (message.has("method")) {
        notifications.add(message);
      } else if (message.path("id").asText().equals(String.valueOf(id))) {
        return message;
      } else {
        throw new IllegalStateException("not the answer to " + id + ": " + line);
      }
    }
    throw new IllegalStateException("no answer to " + id);
  }

  /** The next message, whatever it is. */
  JsonNode next() throws IOException {
    line = in.readLine();
    return JSON.readTree(String.valueOf(line));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
