"""Everything held, to take away whole: tables streamed as JSONL and CSV, what they mean, and how they are found."""
