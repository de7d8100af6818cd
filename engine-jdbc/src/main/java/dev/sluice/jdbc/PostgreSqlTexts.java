package dev.sluice.jdbc;

import dev.sluice.store.Header;

/**
 * The texts of the statements that write one run each, put together once: each is one statement,
 * one round trip, no transaction block. The part that tests the fence is what all others select
 * from, so it comes first, and where it finds nothing nothing is done.
 */
final class PostgreSqlTexts {
  private static final String NEVER = String.valueOf(Header.NEVER);
  private static final String RUN = "(SELECT seq FROM {executions} WHERE id = ?)";
  private static final String FENCE =
      " WHERE run = %s AND owner = ? AND attempt = ? AND facts = ? RETURNING run)";

  /** Most writes have one fact, for which no array needs to be taken apart. */
  private static final String LAST_FACT =
      """
      INSERT INTO {facts} (run, position, at, kind, unit, body)
        SELECT run, ?::integer, ?::bigint, ?::text, ?::text, ?::text FROM w""";

  private static final String ONE_FACT = ", f AS (" + LAST_FACT + ")";

  private static final String FACTS =
      """
      , f AS (INSERT INTO {facts} (run, at, position, kind, unit, body)
        SELECT w.run, u.at, ? + u.n - 1, u.kind, u.unit, u.body
        FROM w, unnest(?::bigint[], ?::text[], ?::text[], ?::text[])
          WITH ORDINALITY u(at, kind, unit, body, n))
      """;
  private static final String RING =
      "(UPDATE {runs} SET inbox_size = inbox_size + 1, until = CASE WHEN owner IS NULL"
          + " THEN LEAST(until, {now}) ELSE until END WHERE run = ";
  private static final String MESSAGE =
      """
      , m AS (INSERT INTO {inbox} (run, number, at, kind, unit, body)
        SELECT run, inbox_size, ?::bigint, ?::text, ?::text, ?::text FROM told)
      """;
  private static final String TELL =
      ", told AS "
          + RING
          + RUN
          + " AND EXISTS (SELECT 1 FROM w) RETURNING run, inbox_size)"
          + MESSAGE;

  private static final String SET =
      "WITH w AS (UPDATE {runs} SET written_at = ?, facts = facts + ?, started_at = ?,"
          + " wake_at = ?, inbox_read = ?, status = ?";
  private static final String RELEASED =
      ", owner = NULL, until = CASE WHEN inbox_size > ? THEN {now} WHEN ?::bigint < 0 THEN "
          + NEVER
          + " ELSE {now} + ?::bigint END";
  private static final String END =
      "WITH w AS (DELETE FROM {runs}"
          + FENCE
          + ", x AS (UPDATE {executions} SET started_at = ?, completed_at = ?, wake_at = ?,"
          + " written_at = ?, inbox_read = ?, attempt = ?, facts = ?, status = ?"
          + " WHERE id = ? AND EXISTS (SELECT 1 FROM w))";

  private static final String CREATE =
      """
      WITH w AS (INSERT INTO {executions} (created_at, not_before, deadline, depth, priority,
          max_tool_calls, id, caller, workflow_id, queue, parent_id, idempotency_key, tags,
          inputs, started_at, completed_at, wake_at, written_at, inbox_read, attempt, facts,
          status, definition)
        SELECT ?::bigint, ?::bigint, ?::bigint, ?::integer, ?::integer, ?::integer, ?::text,
          ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::bigint,
          ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::integer, ?::text, d.seq
        FROM {definitions} d WHERE d.hash = ? AND d.unused_since IS NULL
      """;
  private static final String CREATE_RUN =
      """
      , r AS (INSERT INTO {runs} (run, until, written_at, facts, attempt, started_at,
          wake_at, inbox_read, inbox_size, priority, recoveries, status, queue, id, owner)
        SELECT run, CASE WHEN ?::bigint < 0 THEN %s ELSE {now} + ?::bigint END, ?::bigint,
          ?::integer, ?::bigint, ?::bigint, ?::bigint, ?::bigint, 0, ?::integer, 0, ?::text,
          ?::text, ?::text, ?::text FROM w)
      """
          .formatted(NEVER);
  private static final String CREATE_TAGS =
      ", t AS (INSERT INTO {tags} (tag, created_at, id, run)"
          + " SELECT u.tag, ?::bigint, ?::text, w.run FROM w, unnest(?::text[]) u(tag))";

  /** In the same statement, since the definition may be there a moment later. */
  private static final String CREATED =
      "SELECT max(run), EXISTS (SELECT 1 FROM {definitions}"
          + " WHERE hash = ? AND unused_since IS NULL) FROM w";

  /** By how many facts are kept: none, one, several. */
  private static final String[] BY_FACTS = {"", ONE_FACT, FACTS};

  private static final int CREATIONS = 16;

  /**
   * A host's transaction may be old, or take long: no deletion waits for it, so it holds the row.
   */
  private static final String HELD = "FOR KEY SHARE OF d ";

  private final String[] create = new String[BY_FACTS.length * CREATIONS];
  private final String[] go;
  private final String[] release;
  private final String[] end;
  final String post;
  final String postOwn;

  PostgreSqlTexts(Tables tables) {
    for (int i = 0; i < create.length; i++) {
      create[i] =
          tables.fill(
              create(isIn(1, i), isIn(2, i), isIn(4, i), isIn(8, i), BY_FACTS[i / CREATIONS]));
    }
    go = appends(tables, SET + FENCE);
    release = appends(tables, SET + RELEASED + FENCE);
    end = appends(tables, END);
    String told = "WITH told AS " + RING + "(SELECT seq FROM {executions} WHERE id = ?";
    String message = ") RETURNING run, inbox_size)" + MESSAGE + "SELECT count(*) FROM told";
    post = tables.fill(told + message);
    postOwn = tables.fill(told + " AND caller = ?" + message);
  }

  private static boolean isIn(int bit, int variant) {
    return (variant & bit) != 0;
  }

  /** A conflict's second thoughts cost a log record more; only a key is likely to be taken. */
  private static String create(
      boolean own, boolean keyed, boolean ended, boolean tagged, String facts) {
    return CREATE
        + (own ? "" : HELD)
        + (own && !keyed ? "" : "ON CONFLICT DO NOTHING ")
        + "RETURNING seq AS run)"
        + (ended ? "" : CREATE_RUN)
        + (tagged ? CREATE_TAGS : "")
        + facts
        + " "
        + CREATED;
  }

  private static String[] appends(Tables tables, String fenced) {
    String[] variants = new String[4 * BY_FACTS.length];
    for (int i = 0; i < variants.length; i++) {
      String told = isIn(1, i) ? TELL : "";
      String run = isIn(2, i) ? "?" : RUN; // its number, or its id
      boolean counts = told.isEmpty() && BY_FACTS[i / 4].equals(ONE_FACT);
      variants[i] =
          tables.fill(
              fenced.formatted(run)
                  + (counts ? LAST_FACT : BY_FACTS[i / 4] + told + " SELECT count(*) FROM w"));
    }
    return variants;
  }

  /** Creates a run, in a transaction of the store's own or of the host's. */
  String create(boolean own, Creation creation) {
    return create[
        (own ? 1 : 0)
            + (creation.run().start().idempotencyKey() == null ? 0 : 2)
            + (creation.isEnded() ? 4 : 0)
            + (creation.tags() == null ? 0 : 8)
            + CREATIONS * byFacts(creation.facts())];
  }

  /** Whether a statement is a plain change, so that the number of rows says whether it was made. */
  static boolean counts(Append append) {
    return append.told() == null && append.facts().rows().size() == 1;
  }

  /** Appends to a run, and tells another one. */
  String append(Append append) {
    String[] variants = append.isEnd() ? end : append.header().isReleased() ? release : go;
    return variants[
        (append.told() == null ? 0 : 1)
            + (RowFence.run(append.fence()) == 0 ? 0 : 2)
            + 4 * byFacts(append.facts())];
  }

  private static int byFacts(FactRows facts) {
    return Math.min(facts.rows().size(), BY_FACTS.length - 1);
  }
}
