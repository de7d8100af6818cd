package dev.sluice.jdbc;

import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes many runs in one statement, whatever is written: their rows come as arrays, each is
 * written under its own fence, and the answer says which were. What most groups consist of is
 * quicker by {@link PostgreSqlPlain}.
 *
 * <p>Each array stands in a SELECT of its own, which hides its length from the planner. Else every
 * group would be planned anew, since a plan for so few rows looks cheaper than the one for any.
 * What is done with a row is tested by an equation, of which the planner expects little: so it
 * looks each run up by its key. Between vacuums most of the runs' table is versions that are dead.
 */
final class PostgreSqlBatch {
  private static final String FENCE =
      " r.run = b.run AND r.owner = b.owner AND r.attempt = b.attempt AND r.facts = b.position"
          + " RETURNING r.run, b.n)";
  private static final String FACTS =
      """
      , f AS (INSERT INTO {facts} (run, at, position, kind, unit, body)
        SELECT w.run, u.at, u.position, u.kind, u.unit, u.body
        FROM unnest(?bigint, ?bigint, ?integer, ?text, ?text, ?text)
          u(n, at, position, kind, unit, body) JOIN w ON w.n = u.n)
      SELECT n, run FROM w""";

  private final String append;
  private final String create;

  PostgreSqlBatch(Tables tables) {
    append =
        fill(
            tables,
            """
            WITH b AS MATERIALIZED (
              SELECT u.*, (SELECT e.seq FROM {executions} e WHERE e.id = u.id) AS run
              FROM unnest(?text, ?text, ?bigint, ?integer, ?integer, ?bigint,
                  ?bigint, ?bigint, ?bigint, ?bigint, ?bigint, ?text,
                  ?integer)
                WITH ORDINALITY u(id, owner, attempt, position, facts, started_at, completed_at,
                  wake_at, written_at, inbox_read, after, status, what, n)),
            r AS (UPDATE {runs} r SET written_at = b.written_at, facts = r.facts + b.facts,
                started_at = b.started_at, wake_at = b.wake_at, inbox_read = b.inbox_read,
                status = b.status, owner = CASE b.what WHEN 0 THEN r.owner END,
                until = CASE WHEN b.what = 0 THEN r.until
                  WHEN r.inbox_size > b.inbox_read THEN {now}
                  WHEN b.after < 0 THEN %s ELSE {now} + b.after END
              FROM b WHERE b.what / 2 = 0 AND"""
                    .formatted(String.valueOf(Header.NEVER))
                + FENCE
                + ", d AS (DELETE FROM {runs} r USING b WHERE b.what = 2 AND"
                + FENCE
                + """
                , x AS (UPDATE {executions} e SET started_at = NULLIF(b.started_at, 0),
                    completed_at = NULLIF(b.completed_at, 0), wake_at = NULLIF(b.wake_at, %s),
                    written_at = NULLIF(b.written_at, 0), inbox_read = NULLIF(b.inbox_read, 0),
                    attempt = b.attempt, facts = b.position + b.facts, status = b.status
                  FROM b JOIN d ON d.n = b.n WHERE e.id = b.id),
                w AS (SELECT run, n FROM r UNION ALL SELECT run, n FROM d)
                """
                    .formatted(String.valueOf(Header.NEVER))
                + FACTS);
    create =
        fill(
            tables,
            """
            WITH b AS MATERIALIZED (
              SELECT u.*, (SELECT d.seq FROM {definitions} d
                  WHERE d.hash = u.hash AND d.unused_since IS NULL) AS definition
              FROM unnest(?text, ?text, ?text, ?text, ?text, ?text, ?text,
                  ?text, ?text, ?text, ?bigint, ?bigint, ?bigint,
                  ?integer, ?integer, ?integer, ?bigint, ?bigint, ?bigint,
                  ?bigint, ?integer, ?bigint, ?bigint, ?text)
                WITH ORDINALITY u(hash, id, caller, workflow_id, queue, parent_id, tags, inputs,
                  status, owner, created_at, not_before, deadline, depth, priority, max_tool_calls,
                  started_at, wake_at, written_at, inbox_read, facts, after, attempt, run_queue,
                  n)),
            x AS (INSERT INTO {executions} (created_at, definition, not_before, deadline, depth,
                priority, max_tool_calls, id, caller, workflow_id, queue, parent_id, tags, inputs)
              SELECT created_at, definition, not_before, deadline, NULLIF(depth, 0),
                NULLIF(priority, 0), NULLIF(max_tool_calls, 0), id, caller, workflow_id, queue,
                parent_id, tags, inputs
              FROM b WHERE definition IS NOT NULL
              ON CONFLICT DO NOTHING RETURNING seq, id),
            w AS (SELECT x.seq AS run, b.* FROM x JOIN b ON b.id = x.id),
            r AS (INSERT INTO {runs} (run, until, written_at, facts, attempt, started_at, wake_at,
                inbox_read, inbox_size, priority, recoveries, status, queue, id, owner)
              SELECT run, CASE WHEN after < 0 THEN %s ELSE {now} + after END, written_at, facts,
                attempt, started_at, wake_at, inbox_read, 0, priority, 0, status, run_queue, id,
                owner FROM w),
            t AS (INSERT INTO {tags} (tag, created_at, id, run)
              SELECT u.tag, w.created_at, w.id, w.run
              FROM unnest(?bigint, ?text) u(n, tag) JOIN w ON w.n = u.n)
            """
                    .formatted(String.valueOf(Header.NEVER))
                + FACTS);
  }

  /** Puts in names, and parameters that are arrays for {@code ?type}. */
  private static String fill(Tables tables, String sql) {
    return tables.fill(sql.replaceAll("\\?(bigint|integer|text)", "(SELECT ?::$1[])"));
  }

  /** Writes appends of any kind; each that was written is noted. */
  GroupPart appends(List<Append> appends, boolean[] written) {
    return new GroupPart(
        append,
        bind -> setAppends(bind, appends),
        answer -> {
          while (answer.next()) {
            written[answer.getInt(1) - 1] = true;
          }
        });
  }

  /** Writes creations of any kind; each that was written is noted. */
  GroupPart creations(List<Creation> creations, Writes.Created[] created) {
    return new GroupPart(
        create,
        bind -> setCreations(bind, creations),
        answer -> {
          while (answer.next()) {
            created[answer.getInt(1) - 1] = Writes.Created.as(answer.getLong(2));
          }
        });
  }

  private static void setAppends(Bind bind, List<Append> appends) throws SQLException {
    bind.texts(appends, each -> each.fence().executionId())
        .texts(appends, each -> each.fence().owner())
        .numbers(appends, each -> each.fence().attempt())
        .integers(appends, Append::position)
        .integers(appends, each -> each.facts().count())
        .numbers(appends, each -> each.header().startedMicros())
        .numbers(appends, each -> each.header().completedMicros())
        .numbers(appends, each -> each.header().wakeMicros())
        .numbers(appends, each -> each.header().atMicros())
        .numbers(appends, each -> each.header().inboxRead())
        .numbers(appends, each -> Append.after(each.header().wakeAfterMicros()))
        .texts(appends, each -> each.header().status().text())
        .integers(appends, each -> each.isEnd() ? 2 : each.header().isReleased() ? 1 : 0);
    Facts facts = new Facts();
    for (Append each : appends) {
      facts.add(each.facts());
    }
    facts.set(bind);
  }

  private static void setCreations(Bind bind, List<Creation> creations) throws SQLException {
    bind.texts(creations, Creation::hash)
        .texts(creations, each -> each.run().id())
        .texts(creations, each -> each.run().caller())
        .texts(creations, each -> each.run().workflow().id())
        .texts(creations, Creation::queue)
        .texts(creations, each -> each.run().start().parentId())
        .texts(creations, Creation::tags)
        .texts(creations, Creation::inputs)
        .texts(creations, each -> each.header().status().text())
        .texts(creations, Creation::owner)
        .numbers(creations, each -> each.run().createdMicros())
        .numbers(creations, each -> unless0(each.run().start().notBeforeMicros()))
        .numbers(creations, each -> unless0(each.run().start().deadlineMicros()))
        .integers(creations, each -> each.run().start().depth())
        .integers(creations, each -> each.run().start().priority())
        .integers(creations, each -> each.run().start().maxToolCalls())
        .numbers(creations, each -> each.header().startedMicros())
        .numbers(creations, each -> each.header().wakeMicros())
        .numbers(creations, each -> each.header().atMicros())
        .numbers(creations, each -> each.header().inboxRead())
        .integers(creations, each -> each.facts().count())
        .numbers(creations, Creation::untilAfter)
        .numbers(creations, Creation::attempt)
        .texts(creations, each -> each.run().start().queue());
    tags(bind, creations);
    Facts facts = new Facts();
    for (Creation each : creations) {
      facts.add(each.facts());
    }
    facts.set(bind);
  }

  private static @Nullable Long unless0(long number) {
    return number == 0 ? null : number;
  }

  /** A tag, and which creation has it. */
  private record Tagged(long number, String tag) {}

  private static void tags(Bind bind, List<Creation> creations) throws SQLException {
    List<Tagged> all = new ArrayList<>();
    for (int i = 0; i < creations.size(); i++) {
      NewExecution.Start start = creations.get(i).run().start();
      for (String tag : new LinkedHashSet<>(start.tags())) {
        all.add(new Tagged(i + 1L, tag));
      }
    }
    bind.numbers(all, Tagged::number).texts(all, Tagged::tag);
  }

  /** The facts of all rows, each with its row's number. */
  private static final class Facts {
    /** A fact, and which it is of which write. */
    private record Numbered(long number, int position, FactRow row) {}

    private final List<Numbered> all = new ArrayList<>();
    private long number;

    void add(FactRows facts) {
      number++;
      for (int i = 0; i < facts.rows().size(); i++) {
        all.add(new Numbered(number, facts.from() + i, facts.rows().get(i)));
      }
    }

    void set(Bind bind) throws SQLException {
      bind.numbers(all, Numbered::number)
          .numbers(all, each -> each.row().atMicros())
          .integers(all, Numbered::position)
          .texts(all, each -> each.row().kind())
          .texts(all, each -> each.row().unit())
          .texts(all, each -> each.row().body());
    }
  }
}
