package dev.sluice.jdbc;

import dev.sluice.execution.ExecutionStatus;
import dev.sluice.store.Header;
import dev.sluice.store.NewExecution;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes groups in which each write is plain: a run that began at once, a step that ended, a run
 * that succeeded with its last step ({@link Append#isPlain()}, {@link Creation#isPlain()}). Most
 * are. What a plain write doesn't change needs no parameter, and no part of a statement: starting
 * the larger statements of {@link PostgreSqlBatch} takes the server as long as running these.
 *
 * <p>A run's row is found by its number among those of the group, which is one look at an index for
 * each and joins nothing; where it stands among them is where the rest of it stands in the other
 * arrays. The numbers come from a SELECT of their own, for the reason given there.
 */
final class PostgreSqlPlain {
  /** Claim and position as one number, so that a group has one array less. */
  private static final String FENCE =
      """
      FROM (SELECT ?::bigint[] AS runs, ?::bigint[] AS fences, ?::bigint[] AS times,
          ?::text AS owner) p
      WHERE r.run = ANY ((SELECT p.runs)::bigint[]) AND r.owner = p.owner
        AND (r.attempt << 32) + r.facts = p.fences[array_position(p.runs, r.run)]
      """;

  private static final String FACT =
      """
      INSERT INTO {facts} (run, at, position, kind, unit, body)
        SELECT w.run, w.at, w.position, q.kind, q.units[w.n], q.bodies[w.n]
        FROM w, (SELECT ?::text AS kind, ?::text[] AS units, ?::text[] AS bodies) q
        RETURNING run""";

  private static final String STEP =
      """
      WITH w AS (UPDATE {runs} r SET written_at = p.times[array_position(p.runs, r.run)],
          facts = r.facts + 1, wake_at = %s, inbox_read = 0, status = '%s'
      """
          + FENCE
          + """
          RETURNING r.run, r.written_at AS at, r.facts - 1 AS position,
            array_position(p.runs, r.run) AS n)
          """
          + FACT;

  private static final String END =
      "WITH d AS (DELETE FROM {runs} r USING"
          + FENCE.substring("FROM".length())
          + """
          RETURNING r.run, p.times[array_position(p.runs, r.run)] AS at, r.facts AS position,
            r.started_at, r.attempt, array_position(p.runs, r.run) AS n),
          w AS (UPDATE {executions} e SET started_at = d.started_at, completed_at = d.at,
              written_at = d.at, attempt = d.attempt, facts = d.position + 2, status = '%s'
            FROM d, (SELECT ?::text[] AS ids) i WHERE e.id = i.ids[d.n]
            RETURNING d.run, d.at, d.position, d.n)
          """
          + FACT;

  private static final String CREATE =
      """
      WITH w AS (INSERT INTO {executions} (created_at, definition, id, caller, workflow_id, inputs)
        SELECT u.created_at, d.seq, u.id, u.caller, u.workflow_id, u.inputs
        FROM unnest((SELECT ?::bigint[]), (SELECT ?::text[]), (SELECT ?::text[]),
            (SELECT ?::text[]), (SELECT ?::text[]), (SELECT ?::text[]))
          u(created_at, hash, id, caller, workflow_id, inputs),
          LATERAL (SELECT seq FROM {definitions} WHERE hash = u.hash AND unused_since IS NULL
            OFFSET 0) d
        RETURNING seq, created_at, id)
      INSERT INTO {runs} (run, until, written_at, facts, attempt, started_at, wake_at,
          inbox_read, inbox_size, priority, recoveries, status, queue, id, owner)
        SELECT w.seq, {now} + p.lease, w.created_at, 1, 1, w.created_at, %s, 0, 0, 0, 0, '%s', '%s',
          w.id, p.owner
        FROM w, (SELECT ?::bigint AS lease, ?::text AS owner) p
        RETURNING run, id""";

  private final String step;
  private final String end;
  private final String create;

  PostgreSqlPlain(Tables tables) {
    String never = String.valueOf(Header.NEVER);
    String running = ExecutionStatus.RUNNING.text();
    step = tables.fill(STEP.formatted(never, running));
    end = tables.fill(END.formatted(ExecutionStatus.SUCCESS.text()));
    create = tables.fill(CREATE.formatted(never, running, NewExecution.Start.DEFAULT_QUEUE));
  }

  /** Whether appends can be written together here. */
  static boolean areAppends(List<Append> appends) {
    for (Append each : appends) {
      if (!each.isPlain()
          || !each.fence().owner().equals(appends.get(0).fence().owner())
          || !kind(each).equals(kind(appends.get(0)))) {
        return false;
      }
    }
    return true;
  }

  /** Whether creations can be written together here. */
  static boolean areCreations(List<Creation> creations) {
    for (Creation each : creations) {
      if (!each.isPlain() || !each.isClaimedAs(creations.get(0))) {
        return false;
      }
    }
    return true;
  }

  private static String kind(Append append) {
    return append.facts().rows().get(0).kind();
  }

  /** Writes steps that ended, and runs that did; each that was written is noted. */
  List<GroupPart> appends(List<Append> appends, boolean[] written) {
    GroupPart.Reader reader =
        answer -> {
          Set<Long> runs = new HashSet<>();
          while (answer.next()) {
            runs.add(answer.getLong(1));
          }
          for (int i = 0; i < written.length; i++) {
            written[i] |= runs.contains(RowFence.run(appends.get(i).fence()));
          }
        };
    List<Append> steps = appends.stream().filter(each -> !each.isEnd()).toList();
    List<Append> ends = appends.stream().filter(Append::isEnd).toList();
    List<GroupPart> parts = new ArrayList<>(2);
    if (!steps.isEmpty()) {
      parts.add(
          new GroupPart(
              step,
              bind -> {
                fences(bind, steps);
                facts(bind, steps);
              },
              reader));
    }
    if (!ends.isEmpty()) {
      parts.add(
          new GroupPart(
              end,
              bind -> {
                fences(bind, ends);
                bind.texts(ends, each -> each.fence().executionId());
                facts(bind, ends);
              },
              reader));
    }
    return parts;
  }

  private static void fences(Bind bind, List<Append> appends) throws SQLException {
    bind.numbers(appends, each -> RowFence.run(each.fence()))
        .numbers(appends, each -> (each.fence().attempt() << 32) + each.position())
        .numbers(appends, each -> each.header().atMicros())
        .text(appends.get(0).fence().owner());
  }

  private static void facts(Bind bind, List<Append> appends) throws SQLException {
    bind.text(kind(appends.get(0)))
        .texts(appends, each -> each.facts().rows().get(0).unit())
        .texts(appends, each -> each.facts().rows().get(0).body());
  }

  /** Writes runs that begin at once; each that was written is noted. */
  GroupPart creations(List<Creation> creations, Writes.Created[] created) {
    return new GroupPart(
        create,
        bind ->
            bind.numbers(creations, each -> each.run().createdMicros())
                .texts(creations, Creation::hash)
                .texts(creations, each -> each.run().id())
                .texts(creations, each -> each.run().caller())
                .texts(creations, each -> each.run().workflow().id())
                .texts(creations, Creation::inputs)
                .number(creations.get(0).untilAfter())
                .text(creations.get(0).owner()),
        answer -> {
          Map<String, Long> seqs = new HashMap<>();
          while (answer.next()) {
            seqs.put(Bind.text(answer, 2), answer.getLong(1));
          }
          for (int i = 0; i < created.length; i++) {
            Long seq = seqs.get(creations.get(i).run().id());
            created[i] = seq == null ? created[i] : Writes.Created.as(seq);
          }
        });
  }
}
