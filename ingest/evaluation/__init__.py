"""Extraction measured on annotated real text: scores, what was lost and won since they were pinned, and floors.

The gold and its rules are described in ``../shared/gold`` (README and GUIDELINES). Scores are computed as its scorers
do; a test runs both and compares.
"""
