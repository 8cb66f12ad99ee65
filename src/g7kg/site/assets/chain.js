// The chain: meetings left to right, fields as bands, commitments as nodes, links as ribbons in three styles by who says so.
const ENDS = ["earlier", "later"];
G7.OF_HOPS = ["earlierMeeting", "laterMeeting", "theme"]; // what a table of links need not show

// Rows to nodes, links and columns. A node stands in one band: the first field of a commitment, or that of meetings and documents.
const model = (hops, list, years) => {
  const at = (answer) => Object.fromEntries(answer.columns.map((name, index) => [name, index]));
  const h = at(hops);
  const c = at(list);
  const text = (cell) => (cell ? cell.slice(1) : "");
  const nodes = new Map();
  const meetings = new Map();
  const fields = new Map();
  for (const row of list.rows) {
    const iri = text(row[c.commitment]);
    const field = text(row[c.field]);
    const meeting = text(row[c.meeting]);
    if (field) fields.set(field, text(row[c.fieldLabel]));
    if (!meetings.has(meeting)) meetings.set(meeting, { iri: meeting, label: text(row[c.meetingLabel]), date: text(row[c.date]) });
    if (!nodes.has(iri)) nodes.set(iri, { iri, label: text(row[c.commitmentLabel]), field: "", fields: new Set(), meeting, date: text(row[c.date]), commitment: true });
    nodes.get(iri).field ||= field;
    nodes.get(iri).fields.add(field);
  }
  const links = new Map();
  for (const row of hops.rows) {
    for (const end of ENDS) {
      const iri = text(row[h[end]]);
      const occasion = text(row[h[end + "Meeting"]]);
      const date = text(row[h[end + "Date"]]) || years.get(occasion) || "";
      if (!nodes.has(iri)) nodes.set(iri, { iri, label: text(row[h[end + "Label"]]), field: "", fields: new Set([""]), meeting: occasion, date, commitment: false });
      const column = meetings.get(occasion);
      if (column && row[h[end + "Place"]]) column.place = text(row[h[end + "Place"]]);
    }
    const link = text(row[h.link]);
    if (!links.has(link)) links.set(link, { iri: link, earlier: text(row[h.earlier]), later: text(row[h.later]), basis: text(row[h.basis]).replace(/.*\//, ""), rows: [] });
    links.get(link).rows.push(row);
  }
  return { nodes, links, meetings, columns: placed(nodes, meetings), fields, h };
};

// Columns in time: each meeting that took on several commitments; what falls into the same year after it stands with it, what
// falls between such years in a column of its own, named by its years, if it is more than a few; last, what has no date.
// Sets the column of each node; nodes that are not of the column's meeting show their year.
const placed = (nodes, meetings) => {
  const taken = (meeting) => [...nodes.values()].filter((node) => node.commitment && node.meeting === meeting.iri).length;
  const main = [...meetings.values()].filter((meeting) => meeting.date && taken(meeting) > 1).sort((a, b) => (a.date < b.date ? -1 : 1));
  const between = new Map();
  for (const node of nodes.values()) {
    const own = main.findIndex((meeting) => meeting.iri === node.meeting);
    const last = own >= 0 ? own : main.filter((meeting) => meeting.date <= node.date).length - 1;
    const apart = own < 0 && (last < 0 || main[last].date.slice(0, 4) !== node.date.slice(0, 4));
    node.column = node.date ? 2 * last + (apart ? 3 : 2) : 2 * main.length + 4;
    if (node.date && apart) between.set(node.column, (between.get(node.column) || 0) + 1);
  }
  const columns = new Map();
  for (const node of nodes.values()) {
    if (between.get(node.column) < 4 && node.column > 1) node.column -= 1;
    const meeting = node.column % 2 || !node.date ? { iri: "" } : main[node.column / 2 - 1];
    if (!columns.has(node.column)) columns.set(node.column, { at: node.column, years: new Set(), ...meeting });
    columns.get(node.column).years.add(node.date.slice(0, 4));
  }
  for (const column of columns.values()) {
    const years = [...column.years].sort();
    if (!column.iri) column.label = years[0] ? [...new Set([years[0], years.at(-1)])].join("–") : G7.t("chain.undated");
  }
  return [...columns.values()].sort((a, b) => a.at - b.at);
};

// The line of descent through a node: all that it rests on and all that rests on it, with the links on the way.
const descent = (links, start) => {
  const seen = { nodes: new Set([start]), links: new Set() };
  for (const [from, to] of [ENDS, [...ENDS].reverse()]) {
    const frontier = [start];
    const been = new Set(frontier);
    while (frontier.length) {
      const node = frontier.pop();
      for (const link of links.values()) {
        if (link[from] !== node) continue;
        seen.links.add(link.iri);
        seen.nodes.add(link[to]);
        if (!been.has(link[to])) been.add(link[to]), frontier.push(link[to]);
      }
    }
  }
  return seen;
};

const ribbons = (frame, { links, nodes }) => {
  const box = frame.getBoundingClientRect();
  const narrow = getComputedStyle(frame).getPropertyValue("--stacked").trim() === "1";
  const svg = frame.querySelector("svg");
  svg.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
  svg.setAttribute("width", box.width);
  svg.setAttribute("height", box.height);
  const place = new Map();
  for (const element of frame.querySelectorAll("[data-node]")) {
    const r = element.getBoundingClientRect();
    place.set(element.dataset.node, { left: r.left - box.left, right: r.right - box.left, y: r.top - box.top + r.height / 2 });
  }
  svg.replaceChildren(
    ...[...links.values()].flatMap((link) => {
      const a = place.get(link.earlier);
      const b = place.get(link.later);
      if (!a || !b) return [];
      const far = Math.abs(a.y - b.y) > 700;
      let d;
      let ends = "";
      if (narrow) {
        const bulge = Math.min(30, 8 + Math.abs(b.y - a.y) / 30);
        d = `M${a.left},${a.y} C${a.left - bulge},${a.y} ${b.left - bulge},${b.y} ${b.left},${b.y}`;
        const down = Math.sign(b.y - a.y); // what ends off the screen shows where it leads, until its line is followed
        if (far) ends = `M${a.left},${a.y} q-12,0 -14,${18 * down} M${b.left},${b.y} q-12,0 -14,${-18 * down}`;
      } else if (nodes.get(link.earlier).column === nodes.get(link.later).column) {
        d = `M${a.right},${a.y} C${a.right + 26},${a.y} ${b.right + 26},${b.y} ${b.right},${b.y}`;
      } else {
        const middle = (b.left - a.right) / 2;
        d = `M${a.right},${a.y} C${a.right + middle},${a.y} ${b.left - middle},${b.y} ${b.left},${b.y}`;
      }
      const path = G7.svg("path", { d: ends || d, class: `ribbon ${link.basis}${far && !ends ? " far" : ""}`, "data-link": link.iri });
      return [Object.assign(path, { whole: d, ends: ends || d })];
    }),
  );
};

const nodeOf = (node, links, dated) => {
  const count = [...links.values()].filter((link) => link.earlier === node.iri || link.later === node.iri).length;
  const year = !node.date || !dated ? "" : G7.el("span", { class: "when" }, node.date.slice(0, 4));
  return G7.el(
    "a",
    { class: node.commitment ? "node" : "node occasion", href: G7.here({ focus: G7.compact(node.iri) }), "data-node": node.iri, "aria-description": G7.t("chain.links", { n: count }), "data-count": String(count) },
    year,
    year && " ",
    node.label,
  );
};

const panelOf = (shown, iri, close) => {
  const node = shown.nodes.get(iri);
  const { h } = shown;
  const line = descent(shown.links, iri);
  const steps = [...shown.links.values()].filter((link) => line.links.has(link.iri));
  const word = (row, name) => (row[h[name]] ? row[h[name]].slice(1) : "");
  const item = (link) => {
    const row = link.rows[0];
    const where = link.rows.map((one) => [word(one, "documentTitle"), word(one, "locator")].filter(Boolean).join(", ")).filter(Boolean);
    const share = word(row, "confidence");
    return G7.el(
      "li",
      {},
      G7.el("span", { class: `basis ${link.basis}` }, word(row, "basisLabel"), share ? ` ${Math.round(share * 100)}%` : ""),
      G7.el("p", {}, G7.el("a", { href: G7.hrefOf(link.later) }, word(row, "laterLabel")), " ", G7.el("em", {}, `← ${word(row, "typeLabel")} ←`), " ", G7.el("a", { href: G7.hrefOf(link.earlier) }, word(row, "earlierLabel"))),
      G7.el("p", { class: "why" }, word(row, "reason") || where.join("; ")),
    );
  };
  return G7.el(
    "aside",
    { class: "panel", "aria-label": G7.t("chain.line") },
    G7.el("button", { type: "button", class: "close", onclick: close, "aria-label": G7.t("close") }, "×"),
    G7.el("h2", {}, node.label),
    G7.el("p", {}, G7.el("a", { class: "button", href: G7.hrefOf(iri) }, G7.t("chain.open")), " ", G7.el("span", { class: "count" }, G7.t("chain.steps", { n: steps.length }))),
    G7.el("ol", { class: "steps" }, steps.map(item)),
  );
};

G7.views.chain = async (main) => {
  const field = G7.state.more.field || "";
  const [hops, list, under] = await Promise.all([G7.ask("continuity/hops", field ? { theme: field } : {}), G7.ask("corpus/commitments"), G7.ready("corpus/presidencies")]);
  // What has no day of its own but a presidency stands at the end of its year.
  const [year, meeting] = ["year", "meeting"].map((name) => under.columns.indexOf(name));
  const shown = model(hops, list, new Map(under.rows.filter((row) => row[meeting]).map((row) => [row[meeting].slice(1), `${row[year].slice(1)}-12-31`])));
  const linked = new Set([...shown.links.values()].flatMap((link) => [link.earlier, link.later]));
  const nodes = [...shown.nodes.values()].filter((node) => !field || linked.has(node.iri) || node.fields.has(G7.expand(field)));
  const bands = [...shown.fields, ["", G7.t("chain.occasions")]]; // promises first
  const columns = shown.columns.filter(({ at }) => nodes.some((node) => node.column === at));
  const headOf = (column) => (column.iri ? [G7.el("span", { class: "when" }, column.date.slice(0, 7).replace("-", "‑")), G7.el("a", { href: G7.hrefOf(column.iri) }, column.place || column.label)] : [column.label]);
  const frame = G7.el("div", { class: "chain" });
  // A column is as wide as its tallest stack asks for, within bounds.
  const stack = (column) => Math.max(...bands.map(([iri]) => nodes.filter((node) => node.field === iri && node.column === column.at).length));
  frame.style.setProperty("--widths", columns.map((column) => `minmax(0, ${column.iri ? Math.min(1.25, Math.max(0.95, stack(column) / 9)) : 0.85}fr)`).join(" "));
  frame.append(G7.svg("svg", { class: "ribbons", "aria-hidden": "true" }), G7.el("div", { class: "row heads" }, columns.map((column) => G7.el("div", { class: "head" }, headOf(column)))));
  for (const [iri, label] of bands) {
    const own = nodes.filter((node) => node.field === iri);
    if (!own.length) continue;
    const cells = columns.map((column) => {
      const here = own.filter((node) => node.column === column.at).sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
      return G7.el("div", { class: here.length ? "cell" : "cell empty" }, here.length ? G7.el("p", { class: "of" }, headOf(column)) : null, here.map((node) => nodeOf(node, shown.links, !column.iri || !node.commitment)));
    });
    const name = G7.el("h2", { class: "name" }, iri ? G7.el("a", { href: G7.hrefOf(iri) }, label) : label, " ", G7.el("span", { class: "n" }, String(own.length)));
    frame.append(G7.el("div", { class: "row band" }, name, cells));
  }
  const of = (basis) => [...shown.links.values()].filter((link) => link.basis === basis).length;
  const key = G7.el("ul", { class: "key" }, G7.bases().map((basis) => G7.el("li", {}, G7.svg("svg", { width: 36, height: 8, "aria-hidden": "true" }, G7.svg("path", { d: "M0,4 H36", class: `ribbon ${basis}` })), ` ${G7.t("basis." + basis)} `, G7.el("strong", { "data-links": basis }, String(of(basis))))));
  const pick = G7.el(
    "label",
    { class: "facet" },
    G7.el("span", {}, G7.t("chain.field")),
    G7.el("select", { onchange: (event) => (location.hash = G7.here({ field: event.target.value, focus: "" })) }, G7.el("option", { value: "" }, G7.t("chain.all")), [...shown.fields].map(([iri, label]) => G7.el("option", { value: G7.compact(iri), selected: G7.compact(iri) === field }, label))),
  );
  const holder = G7.el("div", { class: "holder" });
  const panels = G7.el("div", {});
  const table = G7.el("section", { "data-query": "continuity/hops" }, G7.el("h2", {}, G7.t("chain.rows")), holder);
  const nodesOnly = G7.el("div", { class: "holder" });
  const nodesTable = G7.el("section", { "data-query": "corpus/commitments" }, G7.el("h2", {}, G7.t("chain.nodes")), nodesOnly);
  const commitments = nodes.filter((node) => node.commitment).length;
  main.replaceChildren(
    G7.el("h1", {}, G7.t("chain")),
    G7.el("p", { class: "lead" }, G7.t("chain.lead")),
    G7.el("p", { class: "numbers" }, G7.el("strong", { "data-commitments": commitments }, String(commitments)), " ", G7.t("chain.n.commitments"), " · ", G7.el("strong", { "data-all-links": shown.links.size }, String(shown.links.size)), " ", G7.t("chain.n.links"), " · ", G7.el("strong", {}, String(new Set(nodes.filter((node) => node.commitment).map((node) => node.meeting)).size)), " ", G7.t("chain.n.meetings")),
    G7.el("div", { class: "controls" }, key, pick),
    frame,
    panels,
    table,
    nodesTable,
  );
  G7.results(holder, hops, { key: "hops.", caption: G7.t("chain.rows"), name: "continuity/hops", hidden: G7.OF_HOPS });
  G7.results(nodesOnly, list, { key: "commitments.", caption: G7.t("chain.nodes"), name: "corpus/commitments" });
  const mark = () => {
    const iri = G7.state.more.focus ? G7.expand(G7.state.more.focus) : "";
    const on = shown.nodes.has(iri);
    const line = on ? descent(shown.links, iri) : null;
    frame.classList.toggle("focused", on);
    for (const element of frame.querySelectorAll("[data-node]")) {
      element.classList.toggle("on", on && line.nodes.has(element.dataset.node));
      if (on && element.dataset.node === iri) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    }
    for (const element of frame.querySelectorAll("[data-link]")) {
      const followed = on && line.links.has(element.dataset.link);
      element.classList.toggle("on", followed);
      element.setAttribute("d", followed ? element.whole : element.ends);
    }
    const close = () => (G7.note({ focus: "" }), mark(), frame.querySelector(`[data-node="${iri}"]`)?.focus());
    panels.replaceChildren(...(on ? [panelOf(shown, iri, close)] : []));
  };
  frame.addEventListener("click", (event) => {
    const node = event.target.closest("[data-node]");
    if (!node || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    G7.note({ focus: G7.compact(node.dataset.node) });
    mark();
  });
  main.addEventListener("keydown", (event) => {
    if (event.key === "Escape") panels.querySelector(".close")?.click();
  });
  const redraw = () => (ribbons(frame, shown), mark());
  redraw();
  G7.watcher = new ResizeObserver(redraw);
  G7.watcher.observe(frame);
  if (G7.state.more.focus) requestAnimationFrame(() => requestAnimationFrame(() => frame.querySelector("[aria-current]")?.scrollIntoView({ block: "center" })));
  return G7.t("chain");
};
