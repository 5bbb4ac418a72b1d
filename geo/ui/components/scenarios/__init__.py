"""One scenario beside another."""
