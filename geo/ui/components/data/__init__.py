"""Bringing one's own lists, and placing what they leave open."""
