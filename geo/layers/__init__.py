"""Drawing: tables and tile sources to map layers. The only Folium."""
