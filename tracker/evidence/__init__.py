"""Evidence: what later answers say about the commitments that are still open; see docs/evidence.md.

Passages of new answers are put beside open commitments with a relation, a score and the reasons. They are proposals:
a person decides.
"""
