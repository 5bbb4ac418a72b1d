"""Compiled inner loops. Import their modules inside functions: numba loads with them."""
