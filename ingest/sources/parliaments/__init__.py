"""Connectors: one module a parliament, its addresses and names of fields as rules."""
