"""Starting the app, apart from ``pages``, which Streamlit would take for pages of its own."""
