package dev.sluice.jdbc;

import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Store;
import dev.sluice.store.WorkflowStore;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps runs and registered workflows in the database that a {@link DataSource} leads to. A run
 * survives the process: any engine of the same database can go on with it.
 *
 * <p>Thread-safe; engines may share one. PostgreSQL is for several engines on several computers,
 * SQLite for one computer. H2 is for a host's tests and isn't durable: a killed process loses what
 * was acknowledged.
 *
 * <p>With PostgreSQL and H2 a connection is borrowed for each piece of work and held by no thread
 * meanwhile, so a pool of two is enough. With PostgreSQL one connection is kept for the renewal of
 * leases from the first claimed run until {@link #close}, if the pool has more than one, so that a
 * pool whose connections are all lent doesn't let them expire. With SQLite two connections are kept
 * until {@link #close}, one that writes and one that reads; the store sets WAL mode and full
 * synchronization itself.
 */
public final class JdbcStore implements Store, AutoCloseable {
  private final Db db;
  private final JdbcExecutions executions;
  private final JdbcWorkflows workflows;
  private final Settings settings;

  private JdbcStore(Db db, Tables tables, PayloadCodec codec, Committer.Limits limits) {
    this.db = db;
    executions = new JdbcExecutions(db, tables, codec, limits);
    workflows = new JdbcWorkflows(db, tables, codec);
    settings = new Settings(db, tables, codec);
  }

  /**
   * A store in a database whose tables are created, or upgraded, first.
   *
   * @param source leads to PostgreSQL, SQLite or H2; the store doesn't close it
   * @return the store
   * @throws IllegalArgumentException if the database isn't supported
   * @throws SchemaException if the tables were made by a newer version
   * @throws dev.sluice.error.StoreUnavailableException if the database doesn't answer
   */
  public static JdbcStore create(DataSource source) {
    return builder(source).build();
  }

  /**
   * Starts a store with other settings than the usual.
   *
   * @param source leads to PostgreSQL, SQLite or H2; the store doesn't close it
   * @return a builder
   */
  public static Builder builder(DataSource source) {
    return new Builder(Objects.requireNonNull(source, "source"));
  }

  /**
   * The statements that {@link SchemaMode#MIGRATE} runs on an empty database, for someone who may
   * create tables where the program may not.
   *
   * @param database for which database
   * @return SQL statements, each ended by a semicolon
   */
  public static String script(Database database) {
    return script(database, null, Tables.DEFAULT_PREFIX);
  }

  /**
   * The statements that {@link SchemaMode#MIGRATE} runs on an empty database.
   *
   * @param database for which database
   * @param schema the schema that the tables are in, or null for the connection's own
   * @param tablePrefix how the tables' names begin
   * @return SQL statements, each ended by a semicolon
   * @throws IllegalArgumentException if a name isn't admitted, or the database has no schemas
   */
  public static String script(Database database, @Nullable String schema, String tablePrefix) {
    String checked = schema == null ? null : Tables.checkedSchema(schema);
    String prefix = Tables.checkedPrefix(tablePrefix);
    return new Schema(Tables.of(checked, prefix, database.dialect())).script();
  }

  @Override
  public ExecutionStore executions() {
    return executions;
  }

  @Override
  public WorkflowStore workflows() {
    return workflows;
  }

  @Override
  public byte[] tokenSecret() {
    return settings.tokenSecret();
  }

  /**
   * Closes SQLite's connections that the store keeps, and gives PostgreSQL's back to the pool.
   * Close the engines first. The data source stays open. Closing twice does nothing.
   */
  @Override
  public void close() {
    db.close();
  }

  /** Makes a store. Not thread-safe. */
  public static final class Builder {
    private final DataSource source;
    private SchemaMode mode = SchemaMode.MIGRATE;
    private @Nullable String schema;
    private String prefix = Tables.DEFAULT_PREFIX;
    private PayloadCodec codec = PayloadCodec.NONE;
    private int permits = -1;
    private Duration networkTimeout = Duration.ofSeconds(10);

    private Builder(DataSource source) {
      this.source = source;
    }

    /**
     * What is done about the tables.
     *
     * @param mode {@link SchemaMode#MIGRATE} by default
     * @return this
     */
    public Builder schemaMode(SchemaMode mode) {
      this.mode = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /**
     * The schema that the tables are in.
     *
     * @param name 1 to 63 letters, digits and underscores, no digit first; case matters. By default
     *     the connection's own
     * @return this
     * @throws IllegalArgumentException if the name isn't admitted
     */
    public Builder schema(String name) {
      this.schema = Tables.checkedSchema(name);
      return this;
    }

    /**
     * How the names of all tables and indexes begin.
     *
     * @param prefix 1 to 30 letters, digits and underscores, no digit first; case matters. By
     *     default {@code sluice_}
     * @return this
     * @throws IllegalArgumentException if the prefix isn't admitted
     */
    public Builder tablePrefix(String prefix) {
      this.prefix = Tables.checkedPrefix(prefix);
      return this;
    }

    /**
     * What changes the stored texts on their way in and out.
     *
     * @param codec {@link PayloadCodec#NONE} by default
     * @return this
     */
    public Builder payloadCodec(PayloadCodec codec) {
      this.codec = Objects.requireNonNull(codec, "codec");
      return this;
    }

    /**
     * How long the database's answer is waited for, while the store uses a connection. Then the
     * connection is closed, and the question counts as one that may be answered when it is asked
     * again. It is set by {@link Connection#setNetworkTimeout} when a connection is borrowed and
     * put back when it is returned; a shorter one of the connection's own is kept, and drivers that
     * have none are left alone. Migrations and deletions may take sixty times as long.
     *
     * @param timeout 10 seconds by default; zero leaves all connections as they are
     * @return this
     * @throws IllegalArgumentException if it is negative, or shorter than a millisecond
     */
    public Builder networkTimeout(Duration timeout) {
      if (timeout.isNegative() || (!timeout.isZero() && timeout.toMillis() == 0)) {
        throw new IllegalArgumentException(
            "A network timeout has at least a millisecond, or is zero for none; not "
                + timeout
                + ".");
      }
      this.networkTimeout = timeout;
      return this;
    }

    /** How many threads commit at a time: for tests and measurements. */
    Builder commitPermits(int count) {
      this.permits = count;
      return this;
    }

    /**
     * Makes the store and sees to its tables.
     *
     * @return the store
     * @throws IllegalArgumentException if the database isn't supported, or has no schemas
     * @throws SchemaException if the tables don't fit
     * @throws dev.sluice.error.StoreUnavailableException if the database doesn't answer
     */
    public JdbcStore build() {
      Dialect dialect = detect(source);
      Tables tables = Tables.of(schema, prefix, dialect);
      Db db = dialect.connect(source, networkTimeout);
      boolean done = false;
      try {
        if (mode == SchemaMode.MIGRATE) {
          new Schema(tables).migrate(db.patient());
        } else if (mode == SchemaMode.VALIDATE) {
          new Schema(tables).validate(db.patient());
        }
        done = true;
        int leaders = permits < 0 ? dialect.commitPermits() : permits;
        return new JdbcStore(db, tables, codec, Committer.Limits.of(leaders, networkTimeout));
      } finally {
        if (!done) {
          db.close();
        }
      }
    }

    private static Dialect detect(DataSource source) {
      try (Connection connection = source.getConnection()) {
        DatabaseMetaData data = connection.getMetaData();
        String product = String.valueOf(data.getDatabaseProductName());
        for (Database database : Database.values()) {
          Dialect dialect = database.dialect();
          if (dialect.isNamed(product)) {
            String complaint =
                dialect.complaint(data.getDatabaseMajorVersion(), data.getDatabaseMinorVersion());
            if (!complaint.isEmpty()) {
              throw new IllegalArgumentException(complaint);
            }
            return dialect;
          }
        }
        throw new IllegalArgumentException(
            "Sluice can't keep executions in "
                + product
                + "; the databases that it knows are PostgreSQL, SQLite and H2.");
      } catch (SQLException e) {
        throw Failures.unknown(e);
      }
    }
  }
}
