"""What pages share. Streamlit lives only here (and in app.py).

======================  ==================================================================================
`frame`                 one visit: bar, language, role, the page, the address
`nav`                   which pages there are and the right each needs
`reader`                who reads: role, reach, language, briefing mode, pass for tiles
`filters`               the rail: one question in session and address
`data`                  the only caches: `data.ask(store function, …)`, `data.work(name, make, …)`
`picks`                 what is selected, placed or dragged on the map
`canvas` (`show.on_map`)  the one map element of all pages
`show`                  title, figures, card, drawer, bars, table, notices, sheets
`cards`, `ledgers`      the cards of things on the map; the tables behind them
======================  ==================================================================================

To add a page: write ``pages/<noun>.py`` (`nav` finds it by its noun), its words in ``geo/locale/*/<noun>.toml``, and
compose: `show.title` first (it checks the right), then the rail, figures, `show.on_map` exactly once, card, drawer.
"""
