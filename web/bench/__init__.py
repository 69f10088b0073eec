"""How fast and how heavy the pages are, measured on a store with addresses drawn from it."""
