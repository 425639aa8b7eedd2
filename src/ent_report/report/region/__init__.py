"""The regional summary for the Conseil Régional: one file a section."""

from ent_report.report.region.rapport import RegionReport, build_region_report

__all__ = ["RegionReport", "build_region_report"]
