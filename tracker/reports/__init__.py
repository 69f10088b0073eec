"""Documents that the tracker writes: reminder lists and follow-up questions as text, DOCX, PDF, CSV and XLSX."""
