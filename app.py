"""The front door, in two roles: the server imports it once for the app object; Streamlit runs it for every visit."""

from contextlib import suppress

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is not None:
    from geo.ui import frame

    frame.show_visit()
else:
    from streamlit import config
    from streamlit.runtime.pages_manager import PagesManager

    from geo import i18n, web
    from geo.errors import BadInputError, GeoError
    from geo.settings import settings
    from geo.store.migrations import update

    # Streamlit runs a file of pages/ by itself on a first deep link, past this file and its rights; never here.
    PagesManager.uses_pages_directory = False
    for name, value in {
        "browser.gatherUsageStats": False,
        "browser.serverAddress": "localhost",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showSidebarNavigation": False,
        "runner.magicEnabled": False,
        "server.address": settings().host,
        "server.headless": True,
        "server.maxUploadSize": settings().upload_mb,
    }.items():
        if not config.is_manually_set(name):
            config.set_option(name, value)
    try:
        for address in (settings().host, config.get_option("server.address")):
            web.require_loopback(address)
    except BadInputError as refused:
        i18n.speak(settings().language)
        raise SystemExit(str(refused)) from None

    app = st.App(
        __file__,
        routes=web.routes(config.get_option("server.baseUrlPath")),
        lifespan=web.lifespan(),
        middleware=web.middleware(),
    )

    if __name__ == "__main__":
        try:
            update()  # whatever keeps the database from its work is told in two lines, before the server begins
        except GeoError as refused:
            i18n.speak(settings().language)
            raise SystemExit(str(refused)) from None
        with suppress(KeyboardInterrupt):  # Ctrl-C has closed everything by then
            app.run(config={"server.port": settings().port, "server.address": settings().host})
