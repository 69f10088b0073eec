"""Faults of the machine: kills, disks, clocks."""
