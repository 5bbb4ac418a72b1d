"""What the pages ask of the rooms: one open workspace and its answers, without Streamlit."""
