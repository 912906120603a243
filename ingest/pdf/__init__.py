"""PDF files: their text in reading order with its place on each page, and pictures of pages."""
