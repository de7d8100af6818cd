CREATE TABLE IF NOT EXISTS "sluice_schema_versions" (
  version integer PRIMARY KEY,
  name varchar(100) NOT NULL,
  checksum varchar(64) NOT NULL,
  applied_at bigint NOT NULL
);

-- 001-executions.sql

CREATE TABLE "sluice_definitions" (
  seq INTEGER PRIMARY KEY,
  unused_since INTEGER,
  hash TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX "sluice_definitions_by_hash" ON "sluice_definitions" (hash);
CREATE INDEX "sluice_definitions_by_disuse" ON "sluice_definitions" (unused_since) WHERE unused_since IS NOT NULL;

-- One row for each run. Between its creation and its end nothing of it changes, so that its indexes are written once.
CREATE TABLE "sluice_executions" (
  seq INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL,
  definition INTEGER NOT NULL,
  not_before INTEGER,
  deadline INTEGER,
  depth INTEGER,
  priority INTEGER,
  max_tool_calls INTEGER,
  id TEXT NOT NULL UNIQUE,
  caller TEXT NOT NULL,
  workflow_id TEXT,
  queue TEXT,
  parent_id TEXT,
  idempotency_key TEXT,
  tags TEXT,
  inputs TEXT NOT NULL,
  started_at INTEGER,
  completed_at INTEGER,
  wake_at INTEGER,
  written_at INTEGER,
  inbox_read INTEGER,
  attempt INTEGER,
  facts INTEGER,
  status TEXT
);
CREATE INDEX "sluice_executions_by_time" ON "sluice_executions" (created_at);
CREATE INDEX "sluice_executions_by_caller" ON "sluice_executions" (caller, created_at);
CREATE INDEX "sluice_executions_by_workflow" ON "sluice_executions" (workflow_id, created_at) WHERE workflow_id IS NOT NULL;
CREATE UNIQUE INDEX "sluice_executions_by_key" ON "sluice_executions" (caller, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- One row for each run that hasn't ended. It is claimed while it has an owner, until the lease ends; otherwise it is due then.
CREATE TABLE "sluice_runs" (
  run INTEGER PRIMARY KEY,
  until INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  facts INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  wake_at INTEGER NOT NULL,
  inbox_read INTEGER NOT NULL,
  inbox_size INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  recoveries INTEGER NOT NULL,
  status TEXT NOT NULL,
  queue TEXT NOT NULL,
  id TEXT NOT NULL,
  owner TEXT
);
CREATE INDEX "sluice_runs_by_lease" ON "sluice_runs" (until) WHERE owner IS NOT NULL;
CREATE INDEX "sluice_runs_by_due" ON "sluice_runs" (until) WHERE owner IS NULL;

CREATE TABLE "sluice_facts" (
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run, position)
) WITHOUT ROWID;

CREATE TABLE "sluice_inbox" (
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run, number)
) WITHOUT ROWID;

CREATE TABLE "sluice_tags" (
  tag TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  id TEXT NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (tag, created_at, id)
) WITHOUT ROWID;
CREATE INDEX "sluice_tags_by_run" ON "sluice_tags" (run);

CREATE TABLE "sluice_workflows" (
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  visibility TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX "sluice_workflows_by_owner" ON "sluice_workflows" (owner, id);

-- The newest of a workflow's versions is the present one.
CREATE TABLE "sluice_versions" (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (id, version)
) WITHOUT ROWID;

CREATE TABLE "sluice_settings" (
  name TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL
);

INSERT INTO "sluice_schema_versions" (version, name, checksum, applied_at) VALUES (1, '001-executions.sql', '2b6326296146ee6ccf29c3d4003c9d9395aede9a958d26b65eee3ba4258188e2', CAST(unixepoch('subsec') * 1000000 AS INTEGER)) ON CONFLICT DO NOTHING;
