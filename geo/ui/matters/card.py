"""The card beside the map: the form while a matter is filed, else the card of what is selected."""

import streamlit as st

from geo.filters import Filters
from geo.ui import cards
from geo.ui.matters import filing


def card(asked: Filters) -> None:
    """Show the form, or the card of whatever is selected."""
    if st.session_state.get("matters_filing"):
        filing.form()
    else:
        cards.selected(asked)
