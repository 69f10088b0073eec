"""What the pages of commitments are made of: the board, lists, one commitment, the review of candidates."""
