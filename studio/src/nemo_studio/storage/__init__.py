"""SQLite storage: accounts, projects, runs and renders. One module for each."""
