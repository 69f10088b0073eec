"""Measures the search on judged queries and on the question-answer pairs that every parliament has by nature."""
