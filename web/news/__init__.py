"""What is new: since a visit, in a week, and as a mail would say it."""
