"""Pure questions on tables: tables in, new tables out; no database, no browser."""
