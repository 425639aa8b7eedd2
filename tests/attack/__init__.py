"""An attacker of what the reports publish: all issued files together, against the figures that they mask.

Written from the rules alone; it knows nothing of how figures are masked, so that it can find where masking fails.
"""
