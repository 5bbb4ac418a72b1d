"""A folder read: its lists, its roads, the positions of its estates, and what is doubtful."""
