"""Patrol in metres of street: matching of tracks, coverage, revisits, adherence, gaps and planned routes."""
