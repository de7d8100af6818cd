-- Texts are compared by their code points, whatever the database's language.

CREATE TABLE {definitions} (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  unused_since bigint,
  hash text COLLATE "C" NOT NULL,
  body text NOT NULL
);
CREATE UNIQUE INDEX {definitions_by_hash} ON {definitions} (hash);
CREATE INDEX {definitions_by_disuse} ON {definitions} (unused_since) WHERE unused_since IS NOT NULL;

-- One row for each run. Between its creation and its end nothing of it changes, so that its indexes are written once.
CREATE TABLE {executions} (
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
CREATE INDEX {executions_by_time} ON {executions} (created_at);
CREATE INDEX {executions_by_caller} ON {executions} (caller, created_at);
CREATE INDEX {executions_by_workflow} ON {executions} (workflow_id, created_at) WHERE workflow_id IS NOT NULL;
CREATE UNIQUE INDEX {executions_by_key} ON {executions} (caller, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- One row for each run that hasn't ended. It is claimed while it has an owner, until the lease ends; otherwise it is due then.
CREATE TABLE {runs} (
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
CREATE INDEX {runs_by_lease} ON {runs} (until) WHERE owner IS NOT NULL;
CREATE INDEX {runs_by_due} ON {runs} (until) WHERE owner IS NULL;

CREATE TABLE {facts} (
  run bigint NOT NULL,
  at bigint NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  unit text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (run, position)
);

CREATE TABLE {inbox} (
  run bigint NOT NULL,
  at bigint NOT NULL,
  number bigint NOT NULL,
  kind text NOT NULL,
  unit text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (run, number)
);

CREATE TABLE {tags} (
  tag text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  run bigint NOT NULL,
  PRIMARY KEY (tag, created_at, id)
);
CREATE INDEX {tags_by_run} ON {tags} (run);

CREATE TABLE {workflows} (
  id text COLLATE "C" PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  visibility text NOT NULL,
  updated_at bigint NOT NULL,
  version integer NOT NULL
);
CREATE INDEX {workflows_by_owner} ON {workflows} (owner, id);

-- The newest of a workflow's versions is the present one.
CREATE TABLE {versions} (
  id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE {settings} (
  name text COLLATE "C" PRIMARY KEY,
  content text NOT NULL
);
