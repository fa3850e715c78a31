"""Siting on its page: the plan in the making, the rail, the map, cards and the drawer."""
