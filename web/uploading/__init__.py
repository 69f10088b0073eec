"""Files that editors bring in through the site: taken in, kept until they are read, and what became of them."""
