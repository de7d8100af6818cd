CREATE TABLE {definitions} (
  seq INTEGER PRIMARY KEY,
  unused_since INTEGER,
  hash TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX {definitions_by_hash} ON {definitions} (hash);
CREATE INDEX {definitions_by_disuse} ON {definitions} (unused_since) WHERE unused_since IS NOT NULL;

-- One row for each run. Between its creation and its end nothing of it changes, so that its indexes are written once.
CREATE TABLE {executions} (
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
CREATE INDEX {executions_by_time} ON {executions} (created_at);
CREATE INDEX {executions_by_caller} ON {executions} (caller, created_at);
CREATE INDEX {executions_by_workflow} ON {executions} (workflow_id, created_at) WHERE workflow_id IS NOT NULL;
CREATE UNIQUE INDEX {executions_by_key} ON {executions} (caller, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- One row for each run that hasn't ended. It is claimed while it has an owner, until the lease ends; otherwise it is due then.
CREATE TABLE {runs} (
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
CREATE INDEX {runs_by_lease} ON {runs} (until) WHERE owner IS NOT NULL;
CREATE INDEX {runs_by_due} ON {runs} (until) WHERE owner IS NULL;

CREATE TABLE {facts} (
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run, position)
) WITHOUT ROWID;

CREATE TABLE {inbox} (
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run, number)
) WITHOUT ROWID;

CREATE TABLE {tags} (
  tag TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  id TEXT NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (tag, created_at, id)
) WITHOUT ROWID;
CREATE INDEX {tags_by_run} ON {tags} (run);

CREATE TABLE {workflows} (
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  visibility TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX {workflows_by_owner} ON {workflows} (owner, id);

-- The newest of a workflow's versions is the present one.
CREATE TABLE {versions} (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (id, version)
) WITHOUT ROWID;

CREATE TABLE {settings} (
  name TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL
);
