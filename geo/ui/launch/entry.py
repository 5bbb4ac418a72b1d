"""The script that Streamlit runs for every session; ``app.py`` of a checkout does the same."""

from geo.ui import run

run()
