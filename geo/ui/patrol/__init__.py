"""The patrol page: what it asks, its figures and cards, its drawings, its drawer, its suggested rounds."""
