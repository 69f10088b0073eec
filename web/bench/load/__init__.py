"""The service under load: a corpus, real server processes, clients that cost little, and figures of both sides."""
