"""Sources on the web: a polite client, what a connector is, and how a source is followed."""
