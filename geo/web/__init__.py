"""HTTP routes beside the pages: tiles, assets, downloads, with the same rights as the pages."""
