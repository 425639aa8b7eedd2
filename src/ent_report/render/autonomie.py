"""Whether a page is one file: that nothing in it makes a browser fetch or run anything."""

from __future__ import annotations

from html.parser import HTMLParser

_FETCHES = {"src", "srcset", "poster", "data", "background", "formaction", "action", "ping", "manifest"}
_RUNS = {"script", "iframe", "object", "embed", "base", "frame", "portal"}
_INSIDE = ("data:", "#")


def outside_references(html: str) -> list[str]:
    """What in the page leads outside, as it is written there. A link that one may follow does not."""
    found = _Finder()
    found.feed(html)
    found.close()
    return found.outside


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or tag
        if tag in _RUNS or any(self._leads_outside(tag, name, value or "") for name, value in attrs):
            self.outside.append(written[:120])

    handle_startendtag = handle_starttag

    @staticmethod
    def _leads_outside(tag: str, name: str, value: str) -> bool:
        if name in _FETCHES or (name == "href" and tag != "a") or name == "xlink:href":
            return not value.startswith(_INSIDE)
        return name.startswith("on") or (name == "href" and value.lower().lstrip().startswith("javascript:"))
