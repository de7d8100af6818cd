-- The runs' table must never look small: a plan made then reads all of it, and is kept until the next vacuum, while thousands of
-- pages fill with versions that are dead. So it has 64 pages from the beginning, and no vacuum cuts them off.
ALTER TABLE {runs} SET (vacuum_truncate = off);
INSERT INTO {runs} (run, until, written_at, facts, attempt, started_at, wake_at, inbox_read, inbox_size, priority, recoveries,
    status, queue, id)
  SELECT -n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', repeat('-', 1800) FROM generate_series(1, 128) n;
DELETE FROM {runs} WHERE run < 0;
