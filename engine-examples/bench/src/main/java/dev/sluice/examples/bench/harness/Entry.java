package dev.sluice.examples.bench.harness;

import java.util.concurrent.Callable;

/**
 * One line of a table.
 *
 * @param name as it is printed
 * @param kind what it is compared as
 * @param contender makes it
 */
public record Entry(String name, Kind kind, Callable<Contender> contender) {
  /** What a contender is compared as. */
  public enum Kind {
    /** What the machine allows, written by hand for just this work. */
    FLOOR,
    /** Another engine or library. */
    PEER,
    /** This project. */
    OURS
  }
}
