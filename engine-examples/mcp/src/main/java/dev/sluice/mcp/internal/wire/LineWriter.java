package dev.sluice.mcp.internal.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes messages, one a line, in UTF-8, on a thread of its own: a peer that doesn't read stalls
 * neither a run nor a call. Thread-safe; what is sent first is written first.
 */
public final class LineWriter implements AutoCloseable {
  private static final byte[] LAST = {};

  private final OutputStream out;
  private final Consumer<IOException> onFailure;
  private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
  private final Thread thread;

  /**
   * Starts the thread, a daemon.
   *
   * @param out the stream; closed after the last line
   * @param threadName the thread's name
   * @param onFailure is told, on that thread, if the stream fails; nothing more is written then
   */
  public LineWriter(OutputStream out, String threadName, Consumer<IOException> onFailure) {
    this.out = out;
    this.onFailure = onFailure;
    this.thread = new Thread(this::write, threadName);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Sends a line. Returns at once.
   *
   * @param json JSON without line feeds
   */
  public void send(String json) {
    lines.add((json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void write() {
    try (out) {
      for (byte[] line = lines.take(); line != LAST; line = lines.take()) {
        out.write(line);
        if (lines.isEmpty()) {
          out.flush();
        }
      }
      out.flush();
    } catch (IOException e) {
      onFailure.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the stream after what was sent so far. Returns at once; idempotent. */
  @Override
  public void close() {
    lines.add(LAST);
  }

  /**
   * Waits for the end of the stream after {@link #close}.
   *
   * @param millis the longest wait
   */
  public void awaitEnd(long millis) {
    try {
      TimeUnit.MILLISECONDS.timedJoin(thread, millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
