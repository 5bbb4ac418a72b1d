"""The rows of a plan and their words: one table of columns that every export iterates over."""
