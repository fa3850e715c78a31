"""What pages share: frame, filters, cached data, figures, map, cards. Streamlit lives only here (and in app.py)."""
