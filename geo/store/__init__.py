"""The database: server, sessions, one room a noun. The only SQL."""
