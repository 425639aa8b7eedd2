"""A month's reports on this machine's own address, made anew as soon as a template, a text or the configuration is
saved: for the person who edits them. It issues nothing and writes nothing.
"""

from ent_report.preview.serveur import serve_preview

__all__ = ["serve_preview"]
