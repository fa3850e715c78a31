"""Coverage on its page: figures and how they are written, the map, the card of a node, the drawer."""
