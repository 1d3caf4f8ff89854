"""The journal's tables, as steps: a file's `user_version` counts the steps that it has had.

A step is never changed once it was released; a change of the tables is a new step.
"""

from __future__ import annotations

MIGRATIONS = (
    # 1.0.0
    """
CREATE TABLE sessions (
  id TEXT NOT NULL, api TEXT NOT NULL, task_id TEXT, bind_id TEXT, title TEXT NOT NULL,
  language TEXT NOT NULL, created_at REAL NOT NULL, lost INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (api, id));
CREATE TABLE current (api TEXT, folder TEXT, session_id TEXT NOT NULL, PRIMARY KEY (api, folder));
CREATE TABLE runs (
  id TEXT PRIMARY KEY, api TEXT NOT NULL, session_id TEXT NOT NULL, message TEXT NOT NULL,
  status TEXT NOT NULL, created_at REAL NOT NULL, sent_at REAL, finished_at REAL,
  before TEXT, result TEXT, spent INTEGER);
CREATE INDEX runs_of_session ON runs (api, session_id, created_at);
CREATE TABLE run_events (
  run_id TEXT NOT NULL, seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX events_of_run ON run_events (run_id, seq);
CREATE TABLE uploads (
  id INTEGER PRIMARY KEY, api TEXT NOT NULL, session_id TEXT NOT NULL, source TEXT NOT NULL,
  info TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE renders (
  id TEXT PRIMARY KEY, api TEXT NOT NULL, session_id TEXT NOT NULL, status TEXT NOT NULL,
  request TEXT NOT NULL, url TEXT, file TEXT, error TEXT, polls INTEGER NOT NULL DEFAULT 0,
  created_at REAL NOT NULL);
CREATE TABLE creations (
  id TEXT PRIMARY KEY, api TEXT NOT NULL, folder TEXT NOT NULL, request TEXT NOT NULL,
  session_id TEXT, run_id TEXT, render_id TEXT, status TEXT NOT NULL, created_at REAL NOT NULL);
""",
    # A run is told once; a wish can wait for a creation that has no session yet (session_id '');
    # a creation is known by what it is made of, and its folder from the start; an upload is
    # written down before it is sent, with what the session held then; each file that was made of a
    # creation is kept with its options and its hash.
    """
ALTER TABLE runs ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET told=1 WHERE status NOT IN ('queued', 'sending', 'streaming');
ALTER TABLE runs ADD COLUMN after_creation TEXT;
ALTER TABLE creations ADD COLUMN identity TEXT;
CREATE INDEX creations_of_folder ON creations (api, folder);
ALTER TABLE current ADD COLUMN creation_id TEXT;
INSERT OR REPLACE INTO current (api, folder, session_id, creation_id)
  SELECT c.api, c.folder, COALESCE(k.session_id, ''), c.id FROM creations c
  LEFT JOIN current k ON k.api=c.api AND k.folder=c.folder
  WHERE c.status='running' ORDER BY c.rowid;
CREATE TABLE sendings (
  api TEXT NOT NULL, session_id TEXT NOT NULL, source TEXT NOT NULL,
  before TEXT NOT NULL, PRIMARY KEY (api, session_id, source));
CREATE TABLE deliveries (
  creation_id TEXT NOT NULL, options TEXT NOT NULL, render_id TEXT, file TEXT, sha256 TEXT,
  at REAL NOT NULL, PRIMARY KEY (creation_id, options));
""",
    # A session keeps which engine it is on, by the server's own word; a run keeps the balance that
    # was read before it, and when.
    """
ALTER TABLE sessions ADD COLUMN engine TEXT;
ALTER TABLE runs ADD COLUMN credits_before INTEGER;
ALTER TABLE runs ADD COLUMN credits_at REAL;
""",
)
