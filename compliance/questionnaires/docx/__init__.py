"""Word files: tables, numbered paragraphs, content controls and form fields, read and filled in place."""
