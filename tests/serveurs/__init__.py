"""Servers on loopback that speak what the real ones speak, and go wrong when told to."""
