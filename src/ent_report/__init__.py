"""Monthly audience reports of a Région's ENT: one PDF for each lycée, one summary for the Conseil Régional."""

__version__ = "1.0.0"
