"""The running service: the site with the jobs beside it, its log, its figures, and its state."""
