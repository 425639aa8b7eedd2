"""Where a posted form came from, as browsers say it themselves."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

TEMOIN = "guichet"
OURS = {"same-origin", "none"}
"""`none`: the person's own doing, such as a page that is loaded again."""


def cookie_name(request: Request) -> str:
    """Over TLS a name that no other host of the domain can set; without, the same cookie, which browsers would refuse
    under that name.
    """
    return f"__Host-{TEMOIN}" if request.url.scheme == "https" else TEMOIN


def is_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site sent it.

    `Origin: null` says nothing: it is what browsers send for our own form, since it has `Referrer-Policy: no-referrer`.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "null")
    if site is not None and site not in OURS:
        return True
    return origin != "null" and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
