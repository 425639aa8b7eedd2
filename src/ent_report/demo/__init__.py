"""A fictional region in the real formats, of any size, for the demonstration, the tests and the benchmarks."""

from ent_report.demo.region import fabricate

__all__ = ["fabricate"]
