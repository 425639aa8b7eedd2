"""Whether a form was sent from our own page: by a signed token that expires, bound to a cookie of the same browser, and
by what browsers say themselves of where it came from.

There is no session and no account. The token keeps another site from sending the form through its visitors' browsers:
it cannot set our cookie, nor have it sent along (SameSite=Strict).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from hmac import compare_digest
from urllib.parse import urlsplit

from itsdangerous import BadData, TimestampSigner
from starlette.requests import Request

VARIABLE = "ENT_REPORT_GUICHET_SECRET"
SECRET_MIN = 32
DUREE_S = 2 * 3600

TEMOIN = "guichet"
OURS = {"same-origin", "none"}
"""`none`: the person's own doing, such as a page that is loaded again."""

_TEMOIN = re.compile(r"[A-Za-z0-9_-]{24}")


class Jetons:
    """`secret`: the same in all processes that serve the page, None for one made at random for this one."""

    def __init__(self, secret: str | None = None) -> None:
        self._signer = TimestampSigner(
            secret or secrets.token_hex(32),
            salt="ent-report.guichet",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def temoin(self, present: str | None = None) -> str:
        """The value of the cookie: the present one, if it is one of ours, so that two open forms both hold."""
        return present if present and _TEMOIN.fullmatch(present) else secrets.token_urlsafe(18)

    def jeton(self, temoin: str) -> str:
        return self._signer.sign(temoin).decode("ascii")

    def is_valid(self, jeton: str, temoin: str | None) -> bool:
        """Whether we made the token for this cookie, at most DUREE_S ago."""
        try:
            signed = self._signer.unsign(jeton, max_age=DUREE_S)
        except BadData:
            return False
        return compare_digest(signed, temoin.encode()) if temoin else False


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
