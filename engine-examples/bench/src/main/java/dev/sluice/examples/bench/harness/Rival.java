package dev.sluice.examples.bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** A contender seen from the parent: its Java VM and its samples so far. */
public final class Rival implements AutoCloseable {
  private final Entry entry;
  private final Process process;
  private final BufferedReader from;
  private final Writer to;
  private final Map<Turn, List<Sample>> samples = new HashMap<>();
  private boolean warm;

  private Rival(Entry entry, List<String> command) throws IOException {
    this.entry = entry;
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    answer();
  }

  /**
   * Starts a contender's Java VM and waits until it is checked.
   *
   * @param entry the contender
   * @param mainClass takes {@code child}, the family, the contender's name and more
   * @param family as it was given on the command line
   * @param more what else the child is to know
   * @return the rival
   * @throws IOException if it doesn't do the agreed work
   */
  public static Rival start(Entry entry, Class<?> mainClass, String family, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms512m", "-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(mainClass.getName(), "child", family, entry.name()));
    command.addAll(List.of(more));
    return new Rival(entry, command);
  }

  /**
   * Who it is.
   *
   * @return the contender
   */
  public Entry entry() {
    return entry;
  }

  private String answer() throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException(entry.name() + " didn't do the agreed work, or ended");
    }
    return line;
  }

  /**
   * Works once more, without keeping the sample.
   *
   * @param turn how
   * @return what it came to
   * @throws IOException if the contender failed
   */
  public Sample work(Turn turn) throws IOException {
    to.write(turn.line() + "\n");
    to.flush();
    return Sample.of(answer());
  }

  /**
   * Works until the compilers have next to nothing to do any more.
   *
   * @param turn how
   * @return false once that is so
   * @throws IOException if the contender failed
   */
  public boolean warmUp(Turn turn) throws IOException {
    if (!warm) {
      warm = work(turn).compileMillis() * 50 < turn.millis();
    }
    return !warm;
  }

  /**
   * Works once more, and keeps the sample.
   *
   * @param turn how
   * @throws IOException if the contender failed
   */
  public void measure(Turn turn) throws IOException {
    samples.computeIfAbsent(turn, any -> new ArrayList<>()).add(work(turn));
  }

  /**
   * The median over the rounds: others may use the machine too.
   *
   * @param turn of which turns
   * @param value of a sample
   * @return the median
   */
  public double median(Turn turn, ToDoubleFunction<Sample> value) {
    List<Double> sorted =
        samples.getOrDefault(turn, List.of()).stream()
            .map(value::applyAsDouble)
            .sorted(Comparator.naturalOrder())
            .toList();
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public void close() throws IOException {
    to.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
