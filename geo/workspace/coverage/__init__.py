"""Who is reached in a district, how surely, and what the cheapest fix would be."""
