"""The door for personal data: columns about persons are never taken, texts with a person's number are set aside.

There is no table of persons in this software. A facility's telephone is simply not taken; a file whose rows are
persons (a residents file with names or ID numbers) is refused whole.
"""

from geo.intake.personal.headers import is_personal, personal_columns
from geo.intake.personal.texts import blanked, carries_number, is_number

__all__ = ["blanked", "carries_number", "is_number", "is_personal", "personal_columns"]
