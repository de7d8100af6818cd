package dev.sluice.mcp.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages, one a line or several in an array, in UTF-8 whatever the platform's charset is,
 * none longer than a bound. For one thread.
 */
public final class LineReader {
  private final InputStream in;
  private final int most;
  private final byte[] buffer = new byte[64 * 1024];
  private int next;
  private int end;
  private final Deque<Incoming> batch = new ArrayDeque<>();
  private boolean lineEnded;
  private boolean atEnd;

  /**
   * Reads from a stream.
   *
   * @param in the stream; not closed here
   * @param most the most bytes of a line
   */
  public LineReader(InputStream in, int most) {
    this.in = in;
    this.most = most;
  }

  /**
   * Waits for the next message, or for what stands in its place.
   *
   * @return what came, or null at the end of the stream
   * @throws IOException if the stream fails
   */
  public @Nullable Incoming next() throws IOException {
    if (!batch.isEmpty()) {
      return batch.remove();
    }
    while (!atEnd) {
      lineEnded = false;
      InputStream line = new Line();
      byte[] head = line.readNBytes(most + 1);
      int first = 0;
      while (first < head.length && (head[first] == ' ' || head[first] == '\r')) {
        first++;
      }
      if (first == head.length && head.length <= most) {
        continue;
      }
      boolean object = first < head.length && head[first] == '{';
      if (head.length <= most) {
        if (object) {
          return Wire.message(head);
        }
        batch.addAll(head[first] == '[' ? Wire.batch(head) : List.of());
        return batch.isEmpty() ? new Incoming.Noise() : batch.remove();
      }
      Object id =
          object
              ? EnvelopeId.of(new SequenceInputStream(new ByteArrayInputStream(head), line))
              : null;
      line.skip(Long.MAX_VALUE);
      return object ? new Incoming.TooLong(id) : new Incoming.Noise();
    }
    return null;
  }

  /** What is left of the current line. */
  private final class Line extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      } else if (lineEnded || atEnd) {
        return -1;
      }
      if (next == end) {
        end = in.read(buffer);
        next = 0;
        if (end < 0) {
          end = 0;
          atEnd = true;
          return -1;
        }
      }
      int count = 0;
      int room = Math.min(length, end - next);
      while (count < room && buffer[next + count] != '\n') {
        count++;
      }
      System.arraycopy(buffer, next, target, from, count);
      next += count;
      if (count < room) {
        next++;
        lineEnded = true;
      }
      return count == 0 ? -1 : count;
    }

    @Override
    public long skip(long most) throws IOException {
      byte[] sink = new byte[8192];
      long skipped = 0;
      for (int count = read(sink, 0, sink.length); count >= 0; count = read(sink, 0, sink.length)) {
        skipped += count;
      }
      return skipped;
    }
  }
}
