// Loaded first: keeps what Streamlit asks for while the libraries below are still loading (streamlit-folium drops it).
window.govmap = {asked: null};
window.Streamlit.events.addEventListener("streamlit:render", function (event) {
  window.govmap.asked = event.detail.args.feature_group;
});
