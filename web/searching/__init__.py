"""The search and "was this asked before?": what their pages and data have in common."""
