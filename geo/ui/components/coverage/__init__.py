"""Who is reached, how surely, and what would change it."""
