"""Files to carry away: a link to our own route, which asks for the right again and writes the audit."""

from urllib.parse import urlencode

import streamlit as st

from geo.access import may
from geo.filters import Filters
from geo.i18n import t
from geo.layers.escape import safe
from geo.ui import reader


def offer(noun: str, asked: Filters, **more: str) -> None:
    """Offer the asked rows of a noun as CSV, to readers who may export.

    Parameters
    ----------
    **more
        What else the rows depend on, as the route reads it.
    """
    if not may(reader.actor(), "export"):
        return
    query = urlencode({"pass": reader.pass_(), "asked": asked.to_text(), "lang": reader.language(), **more})
    address = f"downloads/{safe(noun)}.csv?{safe(query)}"
    st.html(f'<a class="govmap-download" href="{address}" download>{safe(t("nav.download"))}</a>')
