"""What a planner changes about a district, what follows from it, its store and its history.

Nothing here knows of Streamlit.
"""
