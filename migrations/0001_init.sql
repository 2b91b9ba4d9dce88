-- Edgewarden's first schema. Migrations are append-only; docs/storage-schema.md describes each table.
-- Times are milliseconds since the epoch. Every key begins with the tenant.

CREATE TABLE tenants (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  policy      TEXT,
  upstream    TEXT,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE upstreams (
  tenant      TEXT NOT NULL,
  name        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  base_url    TEXT NOT NULL,
  api_version TEXT,
  fallback    TEXT,
  secret      TEXT,
  first_byte_timeout_ms INTEGER,
  idle_timeout_ms       INTEGER,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE gateway_keys (
  id          TEXT PRIMARY KEY,
  tenant      TEXT NOT NULL,
  label       TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  agents      TEXT,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER,
  revoked_at  INTEGER
) STRICT;
CREATE INDEX gateway_keys_by_tenant ON gateway_keys (tenant, id);

CREATE TABLE agents (
  tenant      TEXT NOT NULL,
  id          TEXT NOT NULL,
  name        TEXT NOT NULL,
  policy      TEXT,
  upstream    TEXT,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE policies (
  tenant         TEXT NOT NULL,
  name           TEXT NOT NULL,
  active_version INTEGER NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_versions (
  tenant      TEXT NOT NULL,
  name        TEXT NOT NULL,
  version     INTEGER NOT NULL,
  source      TEXT NOT NULL,
  compiled    TEXT NOT NULL,
  hash        TEXT NOT NULL,
  author      TEXT NOT NULL,
  message     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant, name, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  tenant      TEXT NOT NULL,
  id          TEXT NOT NULL,
  agent       TEXT NOT NULL,
  session     TEXT,
  end_user    TEXT,
  at          INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  outcome     TEXT NOT NULL,
  action      TEXT NOT NULL,
  intended    TEXT NOT NULL,
  surface     TEXT NOT NULL,
  method      TEXT NOT NULL,
  path        TEXT NOT NULL,
  model       TEXT,
  status      INTEGER NOT NULL,
  record      TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
