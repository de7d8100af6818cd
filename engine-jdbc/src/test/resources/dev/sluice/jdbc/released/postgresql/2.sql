CREATE SCHEMA IF NOT EXISTS "{schema}";
CREATE TABLE IF NOT EXISTS "{schema}"."sluice_schema_versions" (
  version integer PRIMARY KEY,
  name varchar(100) NOT NULL,
  checksum varchar(64) NOT NULL,
  applied_at bigint NOT NULL
);

-- 001-executions.sql

-- Texts are compared by their code points, whatever the database's language.

CREATE TABLE "{schema}"."sluice_definitions" (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  unused_since bigint,
  hash text COLLATE "C" NOT NULL,
  body text NOT NULL
);
CREATE UNIQUE INDEX "sluice_definitions_by_hash" ON "{schema}"."sluice_definitions" (hash);
CREATE INDEX "sluice_definitions_by_disuse" ON "{schema}"."sluice_definitions" (unused_since) WHERE unused_since IS NOT NULL;

-- One row for each run. Between its creation and its end nothing of it changes, so that its indexes are written once.
CREATE TABLE "{schema}"."sluice_executions" (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  created_at bigint NOT NULL,
  definition bigint NOT NULL,
  not_before bigint,
  deadline bigint,
  depth integer,
  priority integer,
  max_tool_calls integer,
  id text COLLATE "C" PRIMARY KEY,
  caller text COLLATE "C" NOT NULL,
  workflow_id text COLLATE "C",
  queue text COLLATE "C",
  parent_id text COLLATE "C",
  idempotency_key text COLLATE "C",
  tags text,
  inputs text NOT NULL,
  started_at bigint,
  completed_at bigint,
  wake_at bigint,
  written_at bigint,
  inbox_read bigint,
  attempt bigint,
  facts integer,
  status text COLLATE "C"
) WITH (fillfactor = 80);
CREATE INDEX "sluice_executions_by_time" ON "{schema}"."sluice_executions" (created_at);
CREATE INDEX "sluice_executions_by_caller" ON "{schema}"."sluice_executions" (caller, created_at);
CREATE INDEX "sluice_executions_by_workflow" ON "{schema}"."sluice_executions" (workflow_id, created_at) WHERE workflow_id IS NOT NULL;
CREATE UNIQUE INDEX "sluice_executions_by_key" ON "{schema}"."sluice_executions" (caller, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- One row for each run that hasn't ended. It is claimed while it has an owner, until the lease ends; otherwise it is due then.
CREATE TABLE "{schema}"."sluice_runs" (
  run bigint PRIMARY KEY,
  until bigint NOT NULL,
  written_at bigint NOT NULL,
  facts integer NOT NULL,
  attempt bigint NOT NULL,
  started_at bigint NOT NULL,
  wake_at bigint NOT NULL,
  inbox_read bigint NOT NULL,
  inbox_size bigint NOT NULL,
  priority integer NOT NULL,
  recoveries integer NOT NULL,
  status text COLLATE "C" NOT NULL,
  queue text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  owner text COLLATE "C"
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX "sluice_runs_by_lease" ON "{schema}"."sluice_runs" (until) WHERE owner IS NOT NULL;
CREATE INDEX "sluice_runs_by_due" ON "{schema}"."sluice_runs" (until) WHERE owner IS NULL;

CREATE TABLE "{schema}"."sluice_facts" (
  run bigint NOT NULL,
  at bigint NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  unit text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (run, position)
);

CREATE TABLE "{schema}"."sluice_inbox" (
  run bigint NOT NULL,
  at bigint NOT NULL,
  number bigint NOT NULL,
  kind text NOT NULL,
  unit text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (run, number)
);

CREATE TABLE "{schema}"."sluice_tags" (
  tag text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  run bigint NOT NULL,
  PRIMARY KEY (tag, created_at, id)
);
CREATE INDEX "sluice_tags_by_run" ON "{schema}"."sluice_tags" (run);

CREATE TABLE "{schema}"."sluice_workflows" (
  id text COLLATE "C" PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  visibility text NOT NULL,
  updated_at bigint NOT NULL,
  version integer NOT NULL
);
CREATE INDEX "sluice_workflows_by_owner" ON "{schema}"."sluice_workflows" (owner, id);

-- The newest of a workflow's versions is the present one.
CREATE TABLE "{schema}"."sluice_versions" (
  id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE "{schema}"."sluice_settings" (
  name text COLLATE "C" PRIMARY KEY,
  content text NOT NULL
);

INSERT INTO "{schema}"."sluice_schema_versions" (version, name, checksum, applied_at) VALUES (1, '001-executions.sql', '8aed2b27183937c5b140d1ddc98b364a4d85581b7624eea813c0ff542e581cbe', CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000000 AS bigint)) ON CONFLICT DO NOTHING;

-- 002-runs-never-small.sql

-- The runs' table must never look small: a plan made then reads all of it, and is kept until the next vacuum, while thousands of
-- pages fill with versions that are dead. So it has 64 pages from the beginning, and no vacuum cuts them off.
ALTER TABLE "{schema}"."sluice_runs" SET (vacuum_truncate = off);
INSERT INTO "{schema}"."sluice_runs" (run, until, written_at, facts, attempt, started_at, wake_at, inbox_read, inbox_size, priority, recoveries,
    status, queue, id)
  SELECT -n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', repeat('-', 1800) FROM generate_series(1, 128) n;
DELETE FROM "{schema}"."sluice_runs" WHERE run < 0;

INSERT INTO "{schema}"."sluice_schema_versions" (version, name, checksum, applied_at) VALUES (2, '002-runs-never-small.sql', '52f9be6cd8e5d2b17cb8360ae384e8169a91118c553a6c43b335e6d7612188d9', CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000000 AS bigint)) ON CONFLICT DO NOTHING;
