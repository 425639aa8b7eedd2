"""The report of one lycée: one file a page, and one a part of it that has much to say."""

from ent_report.report.lycee.rapport import LyceeReport, build_lycee_report

__all__ = ["LyceeReport", "build_lycee_report"]
