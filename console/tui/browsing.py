"""A page in the person's browser, where there is one that leaves the terminal alone."""

import os
import sys
from collections.abc import Mapping

SEEN = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
"""What the environment says where a browser can be shown."""


def shown(address: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Open it; false where there is no browser, or one that would draw on this terminal."""
    if sys.platform != "darwin" and not any(environ.get(name) for name in SEEN):
        return False
    import webbrowser  # noqa: PLC0415 - for who opens a page

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(browser) is webbrowser.GenericBrowser:  # such as lynx: it waits in the foreground
        return False
    return browser.open(address)
