"""The camera page: what it asks, its figures and cards, its drawings, its drawer, the camera on trial."""
