"""Matters on their page: filing one, its card, the list, the limits they run by."""
