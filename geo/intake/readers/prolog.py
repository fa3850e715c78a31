"""What stands before the first element of an XML text: a document type, where entity bombs are defined, is refused."""

from typing import IO
from xml.parsers import expat

from geo.errors import BadInputError

_CHUNK = 65_536


def root_element(stream: IO[bytes], *, file: str) -> str:
    """Give the bare name of the root element; nothing where there is none, as in a text that is no XML.

    Raises
    ------
    BadInputError
        If the text has a document type, however far behind comments and in whatever encoding.
    """
    found: list[str] = []
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise BadInputError("intake.errors.doctype", file=file)

    def element(name: str, _: object) -> None:
        found.append(name)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    while not found and (chunk := stream.read(_CHUNK)):
        try:
            parser.Parse(chunk)
        except (expat.ExpatError, ValueError):  # no XML, or an encoding that only its maker knows
            break
    return found[0].rsplit(":")[-1] if found else ""
