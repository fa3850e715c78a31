"""What the worker reads with: one room a family of formats; each gives the file's words as they stand, and geometry.

Everything here runs in the disposable worker process only (and in tests); nothing here knows a noun's columns.
"""
