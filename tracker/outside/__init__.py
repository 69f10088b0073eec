"""Other registers of commitments beside ours: which entries are the same promise, and where both say otherwise."""
