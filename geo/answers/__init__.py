"""Answers that a page and a command both give: tables are carried from the stores to the analysis in one place.

A floor of its own, between pages or commands and the stores (the plan had each of them carry): two carriers would
sooner or later give two numbers for one question.
"""
