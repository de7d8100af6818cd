package dev.sluice.examples.bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A contender seen from the parent: its Java VM and its samples so far. */
final class Rival implements AutoCloseable {
  private final Entry entry;
  private final Process process;
  private final BufferedReader from;
  private final Writer to;
  private final List<Sample> samples = new ArrayList<>();
  private boolean warm;

  Rival(Entry entry, List<String> command) throws IOException {
    this.entry = entry;
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    answer();
  }

  Entry entry() {
    return entry;
  }

  private String answer() throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException(entry.name() + " didn't do the agreed work, or ended");
    }
    return line;
  }

  private Sample round(long millis) throws IOException {
    to.write(millis + "\n");
    to.flush();
    return Sample.of(answer());
  }

  /** Works until the compilers have next to nothing to do any more; false once that is so. */
  boolean warmUp(long millis) throws IOException {
    if (!warm) {
      warm = round(millis).compileMillis() * 50 < millis;
    }
    return !warm;
  }

  void measure(long millis) throws IOException {
    samples.add(round(millis));
  }

  /** The median over the rounds: others may use the machine too. */
  double median(ToDoubleFunction<Sample> value) {
    List<Double> sorted =
        samples.stream().map(value::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }

  double opsPerSecond() {
    return median(Sample::opsPerSecond);
  }

  @Override
  public void close() throws IOException {
    to.close();
    process.destroy();
  }
}
