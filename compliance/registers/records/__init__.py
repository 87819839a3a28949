"""One frozen record a kind; nested parts stand beside the record that they belong to."""
