"""The one door for users' text into HTML: popup, tooltip, label, legend, card."""

from html import escape


def safe(text: object) -> str:
    """Give text that means itself and nothing else inside HTML, in an element or in a quoted attribute.

    Examples
    --------
    >>> safe("<img src=x onerror='alert(1)'>")
    '&lt;img src=x onerror=&#x27;alert(1)&#x27;&gt;'
    >>> safe(None)
    '—'
    """
    return "—" if text is None else escape(str(text), quote=True)
