"""The lexical side of the index: two tantivy indexes, one entry a document and one a passage.

Documents rank (whole documents rank better than passages, SEMANTICS.md section 1); passages are what is shown.
Both hold terms that this program analysed itself, joined by spaces. No other package imports tantivy.
"""
