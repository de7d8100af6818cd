CREATE TABLE IF NOT EXISTS "sluice_schema_versions" (
  version integer PRIMARY KEY,
  name varchar(100) NOT NULL,
  checksum varchar(64) NOT NULL,
  applied_at bigint NOT NULL
);

-- 001-executions.sql

CREATE TABLE IF NOT EXISTS "sluice_definitions" (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  unused_since bigint,
  hash varchar NOT NULL,
  body clob NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS "sluice_definitions_by_hash" ON "sluice_definitions" (hash);
CREATE INDEX IF NOT EXISTS "sluice_definitions_by_disuse" ON "sluice_definitions" (unused_since);

-- One row for each run. Between its creation and its end nothing of it changes, so that its indexes are written once.
CREATE TABLE IF NOT EXISTS "sluice_executions" (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  created_at bigint NOT NULL,
  definition bigint NOT NULL,
  not_before bigint,
  deadline bigint,
  depth integer,
  priority integer,
  max_tool_calls integer,
  id varchar PRIMARY KEY,
  caller varchar NOT NULL,
  workflow_id varchar,
  queue varchar,
  parent_id varchar,
  idempotency_key varchar,
  tags varchar,
  inputs clob NOT NULL,
  started_at bigint,
  completed_at bigint,
  wake_at bigint,
  written_at bigint,
  inbox_read bigint,
  attempt bigint,
  facts integer,
  status varchar
);
CREATE INDEX IF NOT EXISTS "sluice_executions_by_time" ON "sluice_executions" (created_at);
CREATE INDEX IF NOT EXISTS "sluice_executions_by_caller" ON "sluice_executions" (caller, created_at);
CREATE INDEX IF NOT EXISTS "sluice_executions_by_workflow" ON "sluice_executions" (workflow_id, created_at);
CREATE UNIQUE INDEX IF NOT EXISTS "sluice_executions_by_key" ON "sluice_executions" (caller, idempotency_key);

-- One row for each run that hasn't ended. It is claimed while it has an owner, until the lease ends; otherwise it is due then.
CREATE TABLE IF NOT EXISTS "sluice_runs" (
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
  status varchar NOT NULL,
  queue varchar NOT NULL,
  id varchar NOT NULL,
  owner varchar
);
CREATE INDEX IF NOT EXISTS "sluice_runs_by_lease" ON "sluice_runs" (owner, until);
CREATE INDEX IF NOT EXISTS "sluice_runs_by_due" ON "sluice_runs" (until);

CREATE TABLE IF NOT EXISTS "sluice_facts" (
  run bigint NOT NULL,
  at bigint NOT NULL,
  position integer NOT NULL,
  kind varchar NOT NULL,
  unit varchar NOT NULL,
  body clob NOT NULL,
  PRIMARY KEY (run, position)
);

CREATE TABLE IF NOT EXISTS "sluice_inbox" (
  run bigint NOT NULL,
  at bigint NOT NULL,
  number bigint NOT NULL,
  kind varchar NOT NULL,
  unit varchar NOT NULL,
  body clob NOT NULL,
  PRIMARY KEY (run, number)
);

CREATE TABLE IF NOT EXISTS "sluice_tags" (
  tag varchar NOT NULL,
  created_at bigint NOT NULL,
  id varchar NOT NULL,
  run bigint NOT NULL,
  PRIMARY KEY (tag, created_at, id)
);
CREATE INDEX IF NOT EXISTS "sluice_tags_by_run" ON "sluice_tags" (run);

CREATE TABLE IF NOT EXISTS "sluice_workflows" (
  id varchar PRIMARY KEY,
  owner varchar NOT NULL,
  visibility varchar NOT NULL,
  updated_at bigint NOT NULL,
  version integer NOT NULL
);
CREATE INDEX IF NOT EXISTS "sluice_workflows_by_owner" ON "sluice_workflows" (owner, id);

-- The newest of a workflow's versions is the present one.
CREATE TABLE IF NOT EXISTS "sluice_versions" (
  id varchar NOT NULL,
  version integer NOT NULL,
  body clob NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE IF NOT EXISTS "sluice_settings" (
  name varchar PRIMARY KEY,
  content clob NOT NULL
);

INSERT INTO "sluice_schema_versions" (version, name, checksum, applied_at) VALUES (1, '001-executions.sql', '17c2d7fd61e7365d1aefbca3afb5d807811e0cb8f2af7c37146cf7a9a20612a9', DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00', CURRENT_TIMESTAMP(6)));
