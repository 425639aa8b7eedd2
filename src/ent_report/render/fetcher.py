"""What a page may read: data URIs and files of one folder; anything else stops the report."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse


class FolderFetcher(URLFetcher):  # type: ignore[misc]
    """WeasyPrint's fetcher, held to `folder`: its own default would embed any file that a link names."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False, fail_on_errors=True)
        self._root = folder.resolve()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Raises ValueError, which WeasyPrint makes fatal, for a file out of the folder or another protocol."""
        parts = urlsplit(url)
        if parts.scheme.lower() == "file":
            path = Path(unquote(parts.path)).resolve()
            if parts.netloc or not path.is_relative_to(self._root):
                raise ValueError(f"{url} is not in the templates' folder")
        return super().fetch(url, headers)
