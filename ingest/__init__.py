"""Sources to bytes to text to record to facts."""
