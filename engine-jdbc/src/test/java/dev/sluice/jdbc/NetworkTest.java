package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.error.StoreUnavailableException;
import dev.sluice.store.ExecutionStore;
import dev.sluice.store.Fence;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A database behind a network that loses answers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetworkTest {
  private static PGSimpleDataSource through(Wire wire) throws Exception {
    PGSimpleDataSource source = (PGSimpleDataSource) Postgres.source();
    source.setPortNumbers(new int[] {wire.port()});
    source.setServerNames(new String[] {"127.0.0.1"});
    return source;
  }

  private static Wire wire() throws Exception {
    return new Wire(((PGSimpleDataSource) Postgres.source()).getPortNumbers()[0]);
  }

  @Test
  void a_lost_answer_is_a_failure_that_passes_and_the_write_is_known_when_it_is_repeated()
      throws Exception {
    try (Wire wire = wire();
        Pool pool = new Pool(through(wire), 3);
        JdbcStore store =
            JdbcStore.builder(pool)
                .schema(Postgres.schema())
                .networkTimeout(Duration.ofSeconds(1))
                .build()) {
      ExecutionStore runs = store.executions();
      Fence fence =
          Objects.requireNonNull(runs.create(Runs.of("e1"), Runs.NODE, List.of(), Runs.RUNNING));
      wire.loseAnswers(true);
      StoreUnavailableException told =
          catchThrowableOfType(
              StoreUnavailableException.class,
              () -> runs.append(fence, 0, List.of(Runs.fact("{}")), Runs.RUNNING, null));
      assertThat(told.isTransient()).isTrue();
      wire.loseAnswers(false);
      runs.append(fence, 0, List.of(Runs.fact("{}")), Runs.RUNNING, null);
      assertThat(runs.find(null, "e1").orElseThrow().facts()).hasSize(1);
    }
  }

  @Test
  void the_time_that_a_connection_waits_is_put_back_and_a_shorter_one_is_kept() throws Exception {
    try (Pool pool = new Pool(Postgres.source(), 1)) {
      Db db = new PostgreSqlDialect().connect(pool, Duration.ofSeconds(10));
      for (int own : new int[] {0, 60_000, 5_000}) {
        try (Connection connection = pool.getConnection()) {
          connection.setNetworkTimeout(Runnable::run, own);
        }
        assertThat(db.<Integer>statement(null, Connection::getNetworkTimeout))
            .isEqualTo(own == 5_000 ? own : 10_000);
        assertThat(db.patient().<Integer>statement(null, Connection::getNetworkTimeout))
            .isEqualTo(own == 0 ? 600_000 : own);
        try (Connection connection = pool.getConnection()) {
          assertThat(connection.getNetworkTimeout()).isEqualTo(own);
        }
      }
    }
  }

  @Test
  void a_driver_that_knows_no_such_time_is_asked_once() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Pool pool = new Pool(Postgres.source(), 1)) {
      DataSource plain =
          (DataSource)
              Proxy.newProxyInstance(
                  NetworkTest.class.getClassLoader(),
                  new Class<?>[] {DataSource.class},
                  (proxy, method, args) -> without(pool.getConnection(), asked));
      Db db = new PostgreSqlDialect().connect(plain, Duration.ofSeconds(10));
      for (int i = 0; i < 3; i++) {
        assertThat(db.<Boolean>statement(null, Connection::getAutoCommit)).isTrue();
      }
      assertThat(asked).hasValue(1);
    }
  }

  private static Connection without(Connection connection, AtomicInteger asked) {
    return (Connection)
        Proxy.newProxyInstance(
            NetworkTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (method.getName().equals("getNetworkTimeout")) {
                asked.incrementAndGet();
                throw new SQLFeatureNotSupportedException();
              }
              try {
                return method.invoke(connection, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void a_time_that_is_none_is_refused() {
    JdbcStore.Builder builder = JdbcStore.builder(Postgres.pool());
    for (Duration none : List.of(Duration.ofMillis(-1), Duration.ofNanos(1))) {
      assertThatThrownBy(() -> builder.networkTimeout(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least a millisecond");
    }
  }
}
