"""The doors for users' text into HTML (popup, tooltip, label, legend, card) and into Markdown (notices, toasts)."""

import re
from html import escape

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")


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


def plain(text: object) -> str:
    r"""Give text that means itself and nothing else inside Markdown: a picture in it would be fetched from outside.

    Examples
    --------
    >>> plain("![x](http://a.b/c.png)")
    '\\!\\[x\\]\\(http\\:\\/\\/a\\.b\\/c\\.png\\)'
    """
    return _SIGNS.sub(r"\\\1", str(text))
