package dev.sluice.examples.bench.harness;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The Java VM of one contender: reads how to work, and says what came of it. */
final class Child {
  private Child() {}

  static void run(Entry entry) throws Exception {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what a peer prints is none of the parent's business
    try (Contender contender = entry.contender().call();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      contender.check();
      out.println("checked");
      Worker worker = new Worker(contender);
      String line;
      while ((line = in.readLine()) != null) {
        out.println(worker.measure(Turn.of(line)).line());
      }
    }
  }
}
