"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const svg = document.querySelector("#map svg");
  const panel = document.getElementById("panel");
  const find = document.getElementById("find");
  const boxes = [...svg.querySelectorAll("[data-node]")];
  const lines = [...svg.querySelectorAll("[data-flows]")];
  let pinned = null;
  let show = "all";

  const make = (tag, text, kind) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const where = (spots, into) => spots.forEach((spot) => into.append(make("span", spot, "where")));

  const facts = (detail, into) => {
    const list = make("dl");
    for (const fact of detail.facts) {
      if (!fact.values.length) continue;
      list.append(make("dt", fact.label));
      for (const value of fact.values) {
        const entry = make("dd", value.text, value.open ? "open" : "");
        where(value.lines, entry);
        list.append(entry);
      }
    }
    into.append(list);
  };

  const section = (number, letter) => {
    const detail = data.flows[number];
    if (!detail) return;
    const heading = make("h3", detail.heading);
    if (letter) heading.append(make("span", letter, "badge"));
    panel.append(heading);
    where(detail.lines, panel);
    facts(detail, panel);
  };

  const words = (line) => line.flows.map((n) => JSON.stringify(data.flows[n] || "")).join(" ").toLowerCase();
  const wanted = (line) => (show === "special" ? line.special : show === "open" ? "UM".includes(line.letter) && line.letter : true);
  const touches = (line, id) => line.from === id || line.to === id;
  const same = (a, b) => a.from === b.from && a.to === b.to;

  const light = (chosen, ids, on) => {
    const all = new Set(ids);
    chosen.forEach((line) => { all.add(line.from); all.add(line.to); });
    svg.classList.toggle("chosen", on);
    boxes.forEach((box) => box.classList.toggle("lit", all.has(box.dataset.node)));
    lines.forEach((g) => g.classList.toggle("lit", chosen.some((line) => line.from === g.dataset.from && line.to === g.dataset.to)));
  };

  const start = () => {
    panel.replaceChildren(make("h2", "Nothing chosen"), make("p", "Point at a box or a line to see what belongs to it. Click to keep it, Escape to let go."));
  };

  const box = (id) => {
    const chosen = data.lines.filter((line) => touches(line, id));
    light(chosen, [id], true);
    panel.replaceChildren(make("h2", data.names[id]));
    const detail = data.boxes[id];
    if (detail) { where(detail.lines, panel); facts(detail, panel); }
    chosen.forEach((line) => line.flows.forEach((n) => section(n, line.letter)));
  };

  const line = (found) => {
    light([found], [], true);
    panel.replaceChildren(make("h2", `${data.names[found.from]} ${found.both ? "\u2194" : "\u2192"} ${data.names[found.to]}`));
    found.flows.forEach((n) => section(n, found.letter));
  };

  const rest = () => {
    if (pinned) { pinned(); return; }
    const text = find.value.trim().toLowerCase();
    const ids = text ? Object.keys(data.names).filter((id) => data.names[id].toLowerCase().includes(text)) : [];
    const chosen = data.lines.filter((l) => wanted(l) && (!text || words(l).includes(text) || ids.some((id) => touches(l, id))));
    light(chosen, ids, Boolean(text) || show !== "all");
    if (!text && show === "all") { start(); return; }
    panel.replaceChildren(make("h2", `${chosen.reduce((sum, l) => sum + l.flows.length, 0)} flows`));
    chosen.forEach((l) => l.flows.forEach((n) => section(n, l.letter)));
  };

  const listen = (element, look) => {
    element.addEventListener("pointerenter", () => { if (!pinned) look(); });
    element.addEventListener("pointerleave", () => { if (!pinned) rest(); });
    element.addEventListener("click", (event) => { event.stopPropagation(); pinned = look; look(); });
  };
  boxes.forEach((element) => {
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", data.names[element.dataset.node]);
    listen(element, () => box(element.dataset.node));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pinned = () => box(element.dataset.node); pinned(); }
    });
  });
  lines.forEach((element) => {
    const found = data.lines.find((l) => same(l, { from: element.dataset.from, to: element.dataset.to }));
    if (found) listen(element, () => line(found));
  });
  svg.addEventListener("click", () => { pinned = null; rest(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { pinned = null; rest(); } });
  find.addEventListener("input", () => { pinned = null; rest(); });
  document.querySelectorAll("[data-show]").forEach((button) => button.addEventListener("click", () => {
    show = button.dataset.show;
    pinned = null;
    document.querySelectorAll("[data-show]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    rest();
  }));
  let zoom = 100;
  document.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
    zoom = Math.min(300, Math.max(50, zoom + 25 * Number(button.dataset.zoom)));
    svg.style.width = `${zoom}%`;
  }));
  start();
})();
