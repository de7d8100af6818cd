package dev.sluice.jdbc;

import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.ExecutionQuery;
import dev.sluice.store.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The query for a page of runs. Paging goes on from the last run's time and id, along an index, so
 * that the hundredth page costs what the first one does.
 */
final class Listing {
  private final StringBuilder sql = new StringBuilder(StoredRow.SELECT);
  private final List<Object> parameters = new ArrayList<>();
  private boolean first = true;

  private Listing() {}

  static Listing of(ExecutionQuery query) {
    Listing listing = new Listing();
    listing.add(query);
    return listing;
  }

  String sql() {
    return sql.toString();
  }

  List<Object> parameters() {
    return parameters;
  }

  private void add(ExecutionQuery query) {
    String tag = query.tag();
    String from = tag == null ? "e" : "t";
    if (tag != null) {
      sql.append("JOIN {tags} t ON t.id = e.id\n");
      and("t.tag = ?", tag);
    }
    if (query.caller() != null) {
      and("e.caller = ?", query.caller());
    }
    if (query.workflowId() != null) {
      and("e.workflow_id = ?", query.workflowId());
    }
    ExecutionStatus status = query.status();
    if (status != null) {
      and((status.isEnded() ? "e" : "r") + ".status = ?", status.text());
    }
    if (query.createdFrom() != null) {
      and(from + ".created_at >= ?", ceiling(query.createdFrom()));
    }
    if (query.createdBefore() != null) {
      and(from + ".created_at < ?", ceiling(query.createdBefore()));
    }
    if (query.afterCreated() != null) {
      long created = Micros.of(query.afterCreated());
      and(from + ".created_at <= ?", created);
      and("(" + from + ".created_at < ? OR " + from + ".id < ?)", created);
      parameters.add(String.valueOf(query.afterId()));
    }
    sql.append(" ORDER BY ").append(from).append(".created_at DESC, ");
    sql.append(from).append(".id DESC LIMIT ?");
    parameters.add((long) query.limit());
  }

  private void and(String condition, @Nullable Object parameter) {
    sql.append(first ? "WHERE " : " AND ").append(condition);
    first = false;
    if (parameter != null) {
      parameters.add(parameter);
    }
  }

  /** The first microsecond that isn't before an instant. */
  private static long ceiling(Instant instant) {
    long micros = Micros.of(instant);
    return Micros.instant(micros).equals(instant) || micros == Long.MAX_VALUE ? micros : micros + 1;
  }
}
