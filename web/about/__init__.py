"""What is behind the pages that earn trust: worked examples, scores, coverage."""
