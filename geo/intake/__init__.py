"""Files in: read, match columns, locate, check, keep or quarantine; all of a file or nothing."""
