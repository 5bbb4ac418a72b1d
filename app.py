"""Open the planner: ``streamlit run app.py``, or ``repair-circle app`` once installed."""

from geo.ui import run

run()
