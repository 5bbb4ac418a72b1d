"""The planner's app: pages over one scenario, on Streamlit, in the browser of this machine."""

from geo.ui.shell import run

__all__ = ["run"]
