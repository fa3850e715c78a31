"""The demo city: one made-up district (示范区), the same every time, with ten faults for a newcomer to find.

`city` gives its tables, `write` its files, `load` takes those files through the intake of any other city.
"""

from geo.demo.city import city, planted
from geo.demo.files import write
from geo.demo.loading import load

__all__ = ["city", "load", "planted", "write"]
