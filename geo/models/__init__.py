"""Mapped classes; they are the domain models. One room a noun."""
