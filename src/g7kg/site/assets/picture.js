// A picture of any rows that hold pairs of things: the first two columns of IRIs, laid out by springs, always the same way.
G7.pairsOf = (columns, rows) => {
  const isIri = (at) => rows.some((row) => row[at] !== null) && rows.every((row) => row[at] === null || row[at][0] === "<");
  const named = [["earlier", "later"], ["subject", "object"]].map((pair) => pair.map((name) => columns.indexOf(name))).find(([a, b]) => a >= 0 && b >= 0);
  const iris = columns.map((_, at) => at).filter(isIri);
  const [a, b] = named || iris;
  if (a === undefined || b === undefined) return null;
  const label = (row, at) => {
    const own = ["Label", "Title"].map((end) => columns.indexOf(columns[at] + end)).find((index) => index >= 0 && row[index]);
    return own === undefined ? G7.nameIn(row[at].slice(1)) : row[own].slice(1);
  };
  const nodes = new Map();
  const edges = new Map();
  for (const row of rows) {
    if (!row[a] || !row[b] || row[a][0] !== "<" || row[b][0] !== "<") continue;
    for (const at of [a, b]) if (!nodes.has(row[at])) nodes.set(row[at], { label: label(row, at), iri: row[at].slice(1) });
    edges.set(row[a] + row[b], [row[a], row[b]]);
  }
  return nodes.size > 1 ? { nodes, edges: [...edges.values()] } : null;
};

const laidOut = (nodes, edges, width, height) => {
  const names = [...nodes.keys()];
  const points = names.map((_, at) => ({ x: width / 2 + (width / 3) * Math.cos(at * 2.4) * Math.sqrt((at + 1) / names.length), y: height / 2 + (height / 3) * Math.sin(at * 2.4) * Math.sqrt((at + 1) / names.length) }));
  const index = new Map(names.map((name, at) => [name, at]));
  const ideal = Math.sqrt((width * height) / names.length) * 0.8;
  for (let step = 0; step < 220; step += 1) {
    const heat = (width / 12) * (1 - step / 220);
    const moves = points.map(() => ({ x: 0, y: 0 }));
    for (let i = 0; i < points.length; i += 1) {
      for (let j = i + 1; j < points.length; j += 1) {
        const x = points[i].x - points[j].x || 0.01;
        const y = points[i].y - points[j].y || 0.01;
        const push = (ideal * ideal) / (x * x + y * y);
        (moves[i].x += x * push), (moves[i].y += y * push), (moves[j].x -= x * push), (moves[j].y -= y * push);
      }
    }
    for (const [from, to] of edges) {
      const [i, j] = [index.get(from), index.get(to)];
      const x = points[i].x - points[j].x;
      const y = points[i].y - points[j].y;
      const pull = Math.hypot(x, y) / ideal;
      (moves[i].x -= x * pull), (moves[i].y -= y * pull), (moves[j].x += x * pull), (moves[j].y += y * pull);
    }
    points.forEach((point, at) => {
      const x = moves[at].x + (width / 2 - point.x) * 0.6; // drawn to the middle, so that loose ends stay in sight
      const y = moves[at].y + (height / 2 - point.y) * 1.2;
      const far = Math.hypot(x, y) || 1;
      point.x = Math.min(width - 150, Math.max(150, point.x + (x / far) * Math.min(far, heat)));
      point.y = Math.min(height - 20, Math.max(20, point.y + (y / far) * Math.min(far, heat)));
    });
  }
  return new Map(names.map((name, at) => [name, points[at]]));
};

G7.picture = (columns, rows) => {
  const found = G7.pairsOf(columns, rows);
  if (!found) return null;
  if (found.nodes.size > 250) return G7.el("p", { class: "none" }, G7.t("picture.many", { n: found.nodes.size }));
  const [width, height] = [1000, Math.min(900, 320 + found.nodes.size * 9)];
  const at = laidOut(found.nodes, found.edges, width, height);
  const lines = found.edges.map(([a, b]) => G7.svg("line", { x1: at.get(a).x, y1: at.get(a).y, x2: at.get(b).x, y2: at.get(b).y }));
  const short = (text) => (text.length > 26 ? text.slice(0, 25) + "…" : text);
  const dots = [...found.nodes].map(([key, { label, iri }]) => {
    const { x, y } = at.get(key);
    return G7.svg("a", { href: G7.hrefOf(iri), "aria-label": label }, G7.svg("circle", { cx: x, cy: y, r: 6 }), G7.svg("text", { x, y: y - 10, "text-anchor": "middle" }, short(label)), G7.svg("title", {}, label));
  });
  const svg = G7.svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": G7.t("picture.name", { n: found.nodes.size, m: found.edges.length }) }, ...lines, ...dots);
  return G7.el("details", { class: "picture" }, G7.el("summary", {}, G7.t("picture.show")), G7.el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": G7.t("picture.show") }, svg));
};
