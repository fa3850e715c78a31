"""Govmap · 治理一张图: everything that is code, floor by floor (see README, the map of the house)."""
