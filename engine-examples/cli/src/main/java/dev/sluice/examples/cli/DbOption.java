package dev.sluice.examples.cli;

import dev.sluice.WorkflowEngine;
import dev.sluice.workflow.Workflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where executions are kept so that they outlive the process. */
final class DbOption {
  @Option(
      names = "--db",
      paramLabel = "FILE|URL",
      description = {
        "The database in which executions are kept: a file,",
        "for SQLite, or a URL, jdbc:postgresql:..."
      })
  @Nullable String database;

  /** The database, opened; without one, nothing. */
  OpenDb open(boolean mayCreate) throws Refusal {
    return new OpenDb(database, database == null ? null : Databases.open(database, mayCreate));
  }

  /** The database of a command that can't do without. */
  OpenDb require() throws Refusal {
    if (database == null) {
      throw new Refusal("--db must say in which database the executions are.");
    }
    return open(false);
  }

  /** A database, or none: no class of a driver is loaded where there is none. */
  static final class OpenDb implements AutoCloseable {
    private final @Nullable String name;
    private final Databases.@Nullable OpenStore open;

    OpenDb(@Nullable String name, Databases.@Nullable OpenStore open) {
      this.name = name;
      this.open = open;
    }

    /** As {@code --db} names it; null if there is none. */
    @Nullable String name() {
      return name;
    }

    /** The definition that an execution has, however faulty; null if there is none to be read. */
    @Nullable Workflow workflow(String executionId) {
      return open == null
          ? null
          : open.store()
              .executions()
              .find(null, executionId)
              .map(found -> found.execution().workflow())
              .orElse(null);
    }

    void addTo(WorkflowEngine.Builder engine) {
      if (open != null) {
        engine.store(open.store()).lease(Engines.LEASE);
      }
    }

    @Override
    public void close() {
      if (open != null) {
        open.close();
      }
    }
  }
}
