// The map's script side. Python sends the whole wanted state as one command; this file makes the difference only.
// Nothing of a user's becomes markup here: every text goes in as textContent.
(function (govmap) {
  "use strict";
  const base = new URL("../../", document.baseURI).href.replace(/\/$/, "");
  const outer = window.parent.document;
  let leaf, layer, gl, style, wanted = null, shown = {}, ready = false, marks = {}, switched = {}, nearest = {};
  const dom = {};
  govmap.idle = 0; govmap.errors = []; govmap.mounts = (govmap.mounts || 0) + 1;

  govmap.mount = function (map, text) {
    leaf = map; style = JSON.parse(text);
    style.layers.forEach((one) => { if (one.metadata && one.metadata.pickFrom) nearest[one.id] = one.metadata.pickFrom; });
    ["width", "height"].forEach((side) => leaf.getContainer().style.setProperty(side, side === "width" ? "100vw" : "100vh", "important"));
    leaf.invalidateSize({animate: false});       // our style sheet may not be here yet, and the view is fitted to this size
    leaf.keyboard.disable();
    furnish();
    leaf.on("moveend", () => keep("view", {at: [leaf.getCenter().lat, leaf.getCenter().lng], zoom: leaf.getZoom()}));
    leaf.on("click", clicked);
    leaf.on("mousemove", hovered);
    leaf.on("mouseout", () => tip(null));
    [document, outer].forEach((one) => one.addEventListener("keydown", pressed, true));   // before Streamlit has closed what Esc closes
    window.addEventListener("pagehide", () => outer.removeEventListener("keydown", pressed, true));
    setTimeout(begin, 0);                        // the first command has been evaluated by then
  };

  govmap.command = function (text) {
    const command = JSON.parse(text);
    wanted = command;
    if (ready) apply();
  };

  govmap.state = () => ({ready: ready, wanted: wanted, shown: shown, gl: gl, leaf: leaf});

  function begin() {
    if (govmap.asked && govmap.asked !== window.__GLOBAL_DATA__.last_feature_group) {
      window.__GLOBAL_DATA__.last_feature_group = govmap.asked;
      const call = govmap.asked.match(/govmap\.command\((".*")\);/);   // what came while the libraries were loading
      if (call) wanted = JSON.parse(JSON.parse(call[1]));
    }
    if (!wanted) { setTimeout(begin, 30); return; }
    const seen = remember("view");
    if (seen && !(wanted.fit && wanted.fit.n !== remember("fit"))) leaf.setView(seen.at, seen.zoom, {animate: false});
    else if (wanted.home) leaf.fitBounds(wanted.home, Object.assign({animate: false}, beside(wanted.home)));
    Object.entries(wanted.tiles || {}).forEach(([name, url]) => { if (style.sources[name]) { style.sources[name].tiles = [absolute(url)]; shown["tiles." + name] = url; } });
    Object.entries(wanted.data || {}).forEach(([name, collection]) => { style.sources[name].data = collection; shown["data." + name] = JSON.stringify(collection); });
    style.layers.forEach((one) => { if (one.metadata && one.metadata.group) one.layout = Object.assign({}, one.layout, {visibility: visible(one.metadata.group) ? "visible" : "none"}); });
    layer = L.maplibreGL({style: style, interactive: false, pane: "tilePane", padding: 0.1, fadeDuration: 0, maxTileCacheSize: 200});
    layer.on("add", function () {
      gl = layer.getMaplibreMap();
      gl.once("style.load", () => { ready = true; apply(); });   // before the first tiles, so that they are drawn once
      gl.on("dataloading", () => dom.waits.classList.add("on"));
      gl.on("idle", () => { govmap.idle += 1; dom.waits.classList.remove("on"); });
      gl.on("error", (event) => failed(event));
    });
    layer.addTo(leaf);
  }

  function apply() {
    const now = wanted;
    document.documentElement.classList.toggle("briefing", !!now.briefing);
    document.documentElement.lang = now.language || "zh";
    Object.entries(now.tiles || {}).forEach(([name, url]) => changed("tiles." + name, url, () => { const source = gl.getSource(name); if (source) source.setTiles([absolute(url)]); }));
    Object.entries(now.data || {}).forEach(([name, collection]) => changed("data." + name, collection, () => { const source = gl.getSource(name); if (source) source.setData(collection); }));
    groups();
    changed("size", !!now.briefing, sizes);
    Object.entries(now.filter || {}).forEach(([id, rule]) => changed("filter." + id, rule, () => gl.setFilter(id, rule)));
    colour(now.classes || {}, now.tones || []);
    changed("selected", now.select || null, () => select(now.select));
    changed("seen", now.select && now.select.at, () => { if (now.select && now.select.at && !leaf.getBounds().pad(-0.05).contains(now.select.at)) leaf.panTo(now.select.at); });
    changed("marks", now.marks || [], () => place(now.marks || []));
    changed("legend", [now.legend, now.switches, now.words], legend);
    changed("credit", now.credit || "", () => { dom.credit.textContent = now.credit || ""; dom.credit.hidden = !now.credit; });
    changed("words", now.words || {}, () => dom.buttons.forEach(([button, key]) => { button.title = button.ariaLabel = (now.words || {})[key] || key; }));
    leaf.getContainer().classList.toggle("placing", !!now.placing);
    leaf.getContainer().classList.toggle("beside", !!now.select);
    if (now.fit && now.fit.n !== remember("fit")) { keep("fit", now.fit.n); fit(now.fit.bounds, now.fit); }
  }

  function changed(key, value, act) {
    const text = JSON.stringify(value);
    if (shown[key] === text || (key.startsWith("tiles.") && shown[key] === value)) return false;
    shown[key] = text;
    act();
    return true;
  }

  function absolute(url) { return url.replace("@base", base); }
  function visible(group) {                       // what the reader switched on this page wins over what the page shows first
    const offered = (wanted.switches || []).some((one) => one.group === group);
    switched = remember("switches." + wanted.page) || {};
    return offered && group in switched ? switched[group] : (wanted.show || []).includes(group);
  }

  function groups() {
    style.layers.forEach((one) => {
      if (!one.metadata || !one.metadata.group) return;
      const is = visible(one.metadata.group) ? "visible" : "none";
      if ((gl.getLayoutProperty(one.id, "visibility") || "visible") !== is) gl.setLayoutProperty(one.id, "visibility", is);
    });
  }

  function sizes() {                              // names grow with everything else in briefing mode
    style.layers.filter((one) => one.id.startsWith("names-")).forEach((one) => gl.setLayoutProperty(one.id, "text-size", one.layout["text-size"] * (wanted.briefing ? 1.5 : 1)));
  }

  function colour(classes, tones) {               // joined in the browser: no new tiles, and only what changed is touched
    const before = shown.tones || {}, now = {};
    Object.entries(classes).forEach(([code, place]) => {
      now[code] = tones[place];
      if (before[code] !== now[code]) gl.setFeatureState({source: "grids", sourceLayer: "grids", id: code}, {tone: now[code]});
    });
    Object.keys(before).forEach((code) => { if (!(code in now)) gl.removeFeatureState({source: "grids", sourceLayer: "grids", id: code}, "tone"); });
    shown.tones = now;
  }

  function select(chosen) {
    if (shown.chosen) gl.setFeatureState(shown.chosen, {selected: false});
    shown.chosen = null;
    if (!chosen) return;
    shown.chosen = chosen.tiled === false ? {source: chosen.source, id: chosen.id} : {source: chosen.source, sourceLayer: chosen.layer || chosen.source, id: chosen.id};
    gl.setFeatureState(shown.chosen, {selected: true});
  }

  function place(list) {
    Object.values(marks).forEach((mark) => mark.remove());
    marks = {};
    list.forEach((one) => {
      const face = document.createElement("div");
      face.className = "mark" + (one.draggable ? " drag" : "");
      face.textContent = one.label || "";
      const mark = L.marker(one.at, {icon: L.divIcon({className: "", html: face, iconSize: [0, 0]}), draggable: !!one.draggable, keyboard: true, title: one.title || "", autoPan: true});
      mark.on("dragend", () => send({kind: "moved", id: one.id, at: [mark.getLatLng().lat, mark.getLatLng().lng]}));
      mark.on("click", () => send({kind: "pick", layer: "marks", id: one.id, at: one.at}));
      marks[one.id] = mark.addTo(leaf);
    });
  }

  function beside(bounds) {                       // keep clear of the legend where that makes the place hardly smaller
    const wide = leaf.getSize().x > 900, top = wide ? 90 : 60, clear = 290;
    const loss = leaf.getBoundsZoom(bounds, false, L.point(40, top + 20)) - leaf.getBoundsZoom(bounds, false, L.point(clear + 20, top + 20));
    return {paddingTopLeft: [wide && loss <= 0.5 ? clear : 20, top], paddingBottomRight: [20, 20]};
  }

  function fit(bounds, how) {
    const wide = leaf.getSize().x > 900;
    leaf.fitBounds(bounds, {animate: true, maxZoom: how.zoom || 16, paddingTopLeft: [40, 90], paddingBottomRight: [wide ? 380 : 40, 60]});
  }

  function under(point, reach) {
    if (!ready) return null;
    const place = gl.project([point.lng, point.lat]);
    const layers = (wanted.pick || []).filter((id) => gl.getLayer(id) && gl.getZoom() >= (nearest[id] || 0));
    if (!layers.length) return null;
    const found = gl.queryRenderedFeatures([[place.x - reach, place.y - reach], [place.x + reach, place.y + reach]], {layers: layers});
    return found.sort((a, b) => layers.indexOf(a.layer.id) - layers.indexOf(b.layer.id))[0] || null;   // points before areas
  }

  function clicked(event) {
    const at = [event.latlng.lat, event.latlng.lng];
    const found = wanted && wanted.placing ? null : under(event.latlng, 7);
    if (!found) { send({kind: "pick", layer: null, id: null, at: at}); return; }
    if (found.properties.cells) { leaf.setView(event.latlng, Math.min(leaf.getZoom() + 2, 16)); return; }
    const group = found.layer.metadata ? found.layer.metadata.pick || found.layer.metadata.group : found.layer.id;
    send({kind: "pick", layer: group, id: String(found.properties.code), at: at});
  }

  let busy = false;
  function hovered(event) {
    if (busy || !ready) return;
    busy = true;
    requestAnimationFrame(() => {
      busy = false;
      const found = under(event.latlng, 4);
      leaf.getContainer().classList.toggle("over", !!found);
      tip(found ? found.properties.name || (found.properties.cells ? String(found.properties.count) : null) : null, event.containerPoint);
    });
  }

  function tip(text, at) {
    dom.tip.hidden = !text;
    if (!text) return;
    dom.tip.textContent = text;
    dom.tip.style.left = at.x + "px"; dom.tip.style.top = at.y + "px";
  }

  function pressed(event) {
    const typing = event.target.closest && event.target.closest("input, textarea, select, [role=combobox], [role=listbox], [role=radiogroup], [role=slider], [role=dialog], [role=tablist], [role=grid], [data-testid=stDataFrame], [contenteditable=true]");
    const closing = event.target.closest && event.target.closest("[role=dialog], [role=listbox], [aria-expanded=true]");   // Esc is theirs while they are open
    if ((typing && event.key !== "Escape") || closing || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = {ArrowUp: [0, -90], ArrowDown: [0, 90], ArrowLeft: [-90, 0], ArrowRight: [90, 0]};
    if (event.key === "Escape" && wanted && wanted.select) send({kind: "key", key: "Escape"});
    else if (steps[event.key] && wanted && wanted.select && wanted.select.source === "grids") { event.preventDefault(); send({kind: "key", key: event.key}); }
    else if (steps[event.key] && event.target.ownerDocument === document) leaf.panBy(steps[event.key]);
  }

  function send(what) {
    const text = JSON.stringify(Object.assign(what, {n: Date.now()}));
    const told = {last_object_clicked_tooltip: text};
    window.__GLOBAL_DATA__.last_object_clicked_tooltip = text;   // so that streamlit-folium's own answer says the same
    window.__GLOBAL_DATA__.previous_data = told;
    window.Streamlit.setComponentValue(told);
  }

  function failed(event) {
    const text = String(event.error && event.error.message || event.error);
    govmap.errors.push(text);
    dom.failed.textContent = (wanted && wanted.words || {}).failed || text;
    dom.failed.hidden = false;
    clearTimeout(dom.failedTimer);
    dom.failedTimer = setTimeout(() => { dom.failed.hidden = true; }, 8000);
  }

  function remember(name) { try { return JSON.parse(sessionStorage.getItem("govmap." + name)); } catch (_) { return null; } }
  function keep(name, value) { try { sessionStorage.setItem("govmap." + name, JSON.stringify(value)); } catch (_) { /* private windows refuse: the view is then not kept */ } }

  // Furniture: buttons, scale, credit, legend with switches, tooltip, waiting line.
  function part(tag, classes, parent, text) {
    const one = document.createElement(tag);
    if (classes) one.className = classes;
    if (text !== undefined) one.textContent = text;
    (parent || leaf.getContainer()).appendChild(one);
    return one;
  }

  function furnish() {
    const box = part("div", "panel buttons");
    dom.box = box;
    dom.buttons = [["in", "M12 5v14M5 12h14", () => leaf.zoomIn()], ["out", "M5 12h14", () => leaf.zoomOut()], ["home", "M4 11l8-7 8 7M6 10v9h12v-9", () => wanted && wanted.home && leaf.fitBounds(wanted.home, beside(wanted.home))], ["link", "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1", copy], ["full", "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5", full]].map(([key, line, act]) => {
      const button = part("button", key === "full" || key === "link" ? "wide" : "", box);
      button.type = "button";
      icon(button, line);
      button.dataset.deed = key;
      button.addEventListener("click", act);
      return [button, key];
    });
    const corner = part("div", "scale");
    corner.appendChild(L.control.scale({imperial: false, maxWidth: 120}).addTo(leaf).getContainer());
    dom.credit = part("div", "credit", corner);
    dom.legend = part("div", "panel legend"); dom.legend.hidden = true;
    dom.tip = part("div", "tip"); dom.tip.hidden = true;
    dom.told = part("div", "panel told"); dom.told.hidden = true; dom.told.setAttribute("role", "status");
    dom.waits = part("div", "waits");
    dom.failed = part("div", "panel failed"); dom.failed.hidden = true; dom.failed.setAttribute("role", "status");
    [box, dom.legend].forEach((one) => { L.DomEvent.disableClickPropagation(one); L.DomEvent.disableScrollPropagation(one); one.addEventListener("mousemove", (event) => { event.stopPropagation(); tip(null); }); });
  }

  function icon(parent, line) {
    const name = "http://www.w3.org/2000/svg", drawing = document.createElementNS(name, "svg"), path = document.createElementNS(name, "path");
    drawing.setAttribute("viewBox", "0 0 24 24");
    path.setAttribute("d", line);
    drawing.appendChild(path);
    parent.appendChild(drawing);
  }

  function copy() {
    const done = () => { dom.told.textContent = (wanted.words || {}).copied || ""; dom.told.hidden = false; setTimeout(() => { dom.told.hidden = true; }, 2500); };
    outer.defaultView.navigator.clipboard.writeText(outer.location.href).then(done, () => outer.defaultView.prompt((wanted.words || {}).link || "", outer.location.href));
  }

  function full() {
    if (outer.fullscreenElement) outer.exitFullscreen();
    else outer.documentElement.requestFullscreen().catch(() => {});
  }

  function legend() {
    const words = wanted.words || {}, parts = wanted.legend || [], switches = wanted.switches || [];
    dom.legend.replaceChildren();
    dom.legend.hidden = !parts.length && !switches.length;
    let folded = remember("folded");
    if (folded === null) folded = window.innerWidth < 700;
    const head = part("div", "head", dom.legend);
    part("span", "", head, (!folded && parts.length && parts[0].title) || words.legend || "");
    const fold = part("button", "fold", head, folded ? "▴" : "▾");
    fold.type = "button"; fold.title = fold.ariaLabel = words.fold || "";
    fold.addEventListener("click", () => { keep("folded", !folded); legend(); });
    dom.legend.classList.toggle("folded", folded);
    parts.forEach((one, i) => {
      if (i && one.title) part("div", "head", dom.legend, one.title);
      if (one.ramp) {
        const ramp = part("div", "ramp", dom.legend);
        one.ramp.forEach((tone) => { part("i", "", ramp).style.background = tone; });
        const ends = part("div", "ends", dom.legend);
        (one.ends || []).forEach((text) => part("span", "", ends, text));
      }
      if (one.keys) {
        const keys = part("div", "keys", dom.legend);
        one.keys.forEach((key) => {
          const item = part("span", "key", keys), sign = part("i", key.shape, item);
          if (key.shape === "dot" || key.shape === "area") sign.style.background = key.colour; else sign.style.borderColor = key.colour;
          part("span", "", item, key.label);
        });
      }
      if (one.note) part("div", "note", dom.legend, one.note);
    });
    if (!switches.length) return;
    const box = part("div", "switches", dom.legend);
    switches.forEach((one) => {
      const label = part("label", "", box), input = part("input", "", label);
      input.type = "checkbox"; input.checked = visible(one.group); input.dataset.group = one.group;
      part("span", "", label, one.label);
      input.addEventListener("change", () => { switched[one.group] = input.checked; keep("switches." + wanted.page, switched); groups(); });
    });
  }
})(window.govmap);
