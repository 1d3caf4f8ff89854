"""The tables. `user_version` counts the steps of MIGRATIONS that a file has had.

Times are milliseconds since the epoch. They tell ages and are shown; what came first is told by the
row, since clocks are set back. Tokens are kept as SHA-256 digests only.
"""

from __future__ import annotations

MIGRATIONS = (
    """
    CREATE TABLE users (
        id TEXT PRIMARY KEY,
        client_id TEXT NOT NULL UNIQUE,
        credits INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    );
    CREATE TABLE tokens (
        digest TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users(id),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    );
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        task_id TEXT NOT NULL UNIQUE,
        user_id TEXT NOT NULL REFERENCES users(id),
        task_name TEXT NOT NULL,
        language TEXT NOT NULL,
        created_at INTEGER NOT NULL
    );
    CREATE TABLE claims (
        digest TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id),
        expires_at INTEGER NOT NULL
    );
    CREATE TABLE assets (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id),
        position INTEGER NOT NULL,
        public_key TEXT NOT NULL UNIQUE,
        path TEXT NOT NULL,
        info TEXT NOT NULL,
        created_at INTEGER NOT NULL
    );
    CREATE INDEX assets_of_session ON assets(session_id, position);
    CREATE TABLE drafts (
        session_id TEXT NOT NULL REFERENCES sessions(id),
        stack TEXT NOT NULL CHECK (stack IN ('current', 'history', 'undone')),
        position INTEGER NOT NULL,
        draft TEXT NOT NULL,
        PRIMARY KEY (session_id, stack, position)
    );
    CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id),
        message TEXT NOT NULL,
        status TEXT NOT NULL,
        hold INTEGER NOT NULL DEFAULT 0,
        cost INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        ended_at INTEGER
    );
    CREATE INDEX runs_of_session ON runs(session_id, created_at);
    CREATE TABLE events (
        run_id TEXT NOT NULL REFERENCES runs(id),
        seq INTEGER NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (run_id, seq)
    ) WITHOUT ROWID;
    CREATE TABLE renders (
        user_id TEXT NOT NULL REFERENCES users(id),
        id TEXT NOT NULL,
        session_id TEXT NOT NULL REFERENCES sessions(id),
        draft TEXT NOT NULL,
        output TEXT NOT NULL,
        status TEXT NOT NULL,
        progress INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        error TEXT,
        public_key TEXT NOT NULL UNIQUE,
        path TEXT,
        result TEXT,
        created_at INTEGER NOT NULL,
        ended_at INTEGER,
        PRIMARY KEY (user_id, id)
    );
    CREATE INDEX renders_of_session ON renders(session_id, created_at);
    """,
    "ALTER TABLE renders ADD COLUMN retryable INTEGER NOT NULL DEFAULT 0;",
    """
    DROP INDEX runs_of_session;
    DROP INDEX renders_of_session;
    CREATE INDEX runs_of_session ON runs(session_id);
    CREATE INDEX renders_of_session ON renders(session_id);
    """,
    """
    ALTER TABLE sessions ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN numbers TEXT NOT NULL DEFAULT '{}';
    """,
)
