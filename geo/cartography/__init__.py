"""How a plan is drawn: palette, layers, legend, Leaflet, figures and charts."""
