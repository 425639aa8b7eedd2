"""What a page may read: data URIs and files of the templates' folders; anything else stops the report."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from ent_report.render.gabarits import Gabarits


class FolderFetcher(URLFetcher):  # type: ignore[misc]
    """WeasyPrint's fetcher, held to the templates: its own default would embed any file that a link names."""

    def __init__(self, gabarits: Gabarits) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False, fail_on_errors=True)
        self._gabarits = gabarits

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Raises ValueError, which WeasyPrint makes fatal, for a file out of the folders or another protocol."""
        parts = urlsplit(url)
        if parts.scheme.lower() == "file":
            nom = None if parts.netloc else self._gabarits.nom_de(Path(unquote(parts.path)))
            path = self._gabarits.trouve(nom) if nom else None
            if path is None:
                raise ValueError(f"{url} is not in the templates' folder")
            url = path.as_uri()
        return super().fetch(url, headers)
