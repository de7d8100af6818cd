package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A prepared statement whose parameters are set one after the other. */
final class Bind implements AutoCloseable {
  private final PreparedStatement statement;
  private int last;

  private Bind(PreparedStatement statement) {
    this.statement = statement;
  }

  static Bind of(Connection connection, String sql) throws SQLException {
    return new Bind(connection.prepareStatement(sql));
  }

  /** Sets a text that is stored or compared as it is, or null. */
  Bind text(@Nullable String text) throws SQLException {
    if (text == null) {
      statement.setNull(++last, Types.VARCHAR);
    } else {
      statement.setString(++last, TextForm.stored(text));
    }
    return this;
  }

  Bind texts(Iterable<String> texts) throws SQLException {
    for (String text : texts) {
      text(text);
    }
    return this;
  }

  Bind number(long number) throws SQLException {
    statement.setLong(++last, number);
    return this;
  }

  Bind numbers(Iterable<Long> numbers) throws SQLException {
    for (Long number : numbers) {
      number(number);
    }
    return this;
  }

  Bind integer(int number) throws SQLException {
    statement.setInt(++last, number);
    return this;
  }

  /** Sets a number, or null for the value that most rows have: nulls take no room. */
  Bind numberUnless(long usual, long number) throws SQLException {
    if (number == usual) {
      statement.setNull(++last, Types.BIGINT);
    } else {
      statement.setLong(++last, number);
    }
    return this;
  }

  Bind integerUnless(int usual, int number) throws SQLException {
    if (number == usual) {
      statement.setNull(++last, Types.INTEGER);
    } else {
      statement.setInt(++last, number);
    }
    return this;
  }

  /** Sets an array of texts. */
  Bind textArray(Collection<String> texts) throws SQLException {
    return texts(texts, text -> text);
  }

  /** Sets an array of what each row has as text. */
  <T> Bind texts(Collection<T> rows, Function<T, @Nullable String> column) throws SQLException {
    @Nullable String[] elements = new @Nullable String[rows.size()];
    int size = 0;
    for (T row : rows) {
      String text = column.apply(row);
      elements[size++] = text == null ? null : TextForm.stored(text);
    }
    return array("text", elements);
  }

  /** Sets an array of what each row has as a number. */
  <T> Bind numbers(Collection<T> rows, Function<T, @Nullable Long> column) throws SQLException {
    @Nullable Long[] elements = new @Nullable Long[rows.size()];
    int size = 0;
    for (T row : rows) {
      elements[size++] = column.apply(row);
    }
    return array("int8", elements);
  }

  /** Sets an array of what each row has as a short number. */
  <T> Bind integers(Collection<T> rows, ToIntFunction<T> column) throws SQLException {
    Integer[] elements = new Integer[rows.size()];
    int size = 0;
    for (T row : rows) {
      elements[size++] = column.applyAsInt(row);
    }
    return array("int4", elements);
  }

  private Bind array(String type, @Nullable Object[] elements) throws SQLException {
    statement.setArray(++last, statement.getConnection().createArrayOf(type, elements));
    return this;
  }

  /** Sets the parameters from the first on again. */
  Bind restart() {
    last = 0;
    return this;
  }

  int update() throws SQLException {
    return statement.executeUpdate();
  }

  ResultSet query() throws SQLException {
    return statement.executeQuery();
  }

  /**
   * Runs several statements, each of which answers with rows.
   *
   * @return the first one's answer
   */
  ResultSet queries() throws SQLException {
    statement.execute();
    return answer();
  }

  /** The answer of the next of several statements. */
  ResultSet nextAnswer() throws SQLException {
    statement.getMoreResults();
    return answer();
  }

  private ResultSet answer() throws SQLException {
    ResultSet answer = statement.getResultSet();
    if (answer == null) {
      throw new SQLException("the driver gave no answer of one of several statements");
    }
    return answer;
  }

  /** Runs a statement that answers with one number, or with nothing. */
  @Nullable Long queryNumber() throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      return result.next() ? result.getLong(1) : null;
    }
  }

  /** The next row of parameters. */
  void add() throws SQLException {
    statement.addBatch();
    last = 0;
  }

  void updateAll() throws SQLException {
    statement.executeBatch();
  }

  /** As many question marks as there are values, for {@code IN (...)}. */
  static String marks(int count) {
    return "?" + ", ?".repeat(count - 1);
  }

  static String text(ResultSet row, int column) throws SQLException {
    return TextForm.original(row.getString(column));
  }

  static @Nullable String textOrNull(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : TextForm.original(text);
  }

  static long numberOr(long usual, ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? usual : number;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
