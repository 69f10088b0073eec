"""One document as its page shows it: aligned, marked, cited, compared with its other versions."""
