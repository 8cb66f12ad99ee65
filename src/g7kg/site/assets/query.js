// Asking: saved queries with their parameters set, answered from rows that came with the page, or by the engine.
G7.saved = (slug) => {
  const found = G7.delivered.start.queries.find((query) => query.slug === slug);
  if (!found) throw new Error(`no saved query ${slug}`);
  return found;
};

const valuesLine = (name) => new RegExp(`(^\\s*VALUES\\s+\\?${name}\\s*\\{\\s*)(.*?)(\\}\\s*(?:#.*)?$)`, "m");

G7.defaultsOf = (query, name) => valuesLine(name).exec(query.text)[2].trim();

const quoted = (text) => '"' + text.replace(/[\\"\n\r]/g, (c) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" })[c]) + '"';

// A value as a term of the parameter's kind; an IRI must hold no character that would end it.
G7.term = (kind, value) => {
  if (kind === "iri") {
    const iri = G7.expand(value);
    if (!/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(iri)) throw new Error(G7.t("error.iri", { value }));
    return `<${iri}>`;
  }
  if (kind === "integer") {
    if (!/^[+-]?\d+$/.test(value)) throw new Error(G7.t("error.integer", { value }));
    return `"${value}"^^<http://www.w3.org/2001/XMLSchema#integer>`;
  }
  if (kind === "date") {
    if (!/^\d{4}-\d\d-\d\d$/.test(value)) throw new Error(G7.t("error.date", { value }));
    return `"${value}"^^<http://www.w3.org/2001/XMLSchema#date>`;
  }
  return quoted(value);
};

// The SPARQL of a saved query with its parameters set: exactly what gives the rows on screen.
G7.bind = (query, values) => {
  let text = query.text;
  for (const parameter of query.parameters) {
    const given = values[parameter.name];
    if (given === undefined) continue;
    const terms = [given].flat().map((value) => G7.term(parameter.kind, value)).join(" ");
    text = text.replace(valuesLine(parameter.name), (_, before, __, after) => `${before}${terms} ${after}`);
  }
  return text;
};

G7.bases = () => G7.LEVELS[G7.state.basis];

// Add language and basis of the screen to what a view asks.
G7.filled = (query, values = {}) => {
  const all = { ...values };
  for (const { name } of query.parameters) {
    if (name === "lang" && !(name in all)) all.lang = G7.state.lang;
    if (name === "basis" && !(name in all)) all.basis = G7.bases().map((basis) => "basis:" + basis);
  }
  return all;
};

// Ask a saved query; resolves to { columns, rows, text, slug }.
G7.ask = async (slug, values = {}) => {
  const query = G7.saved(slug);
  const text = G7.bind(query, G7.filled(query, values));
  if (G7.state.basis === "curated" && !Object.keys(values).length) {
    const { strings, tables, names } = await G7.load(`rows-${G7.state.lang}`);
    const ready = tables[slug];
    if (ready) {
      const rows = ready.rows.map((row) => row.map((at) => (at < 0 ? null : strings[at])));
      for (const [iri, name] of Object.entries(names)) G7.names.set(iri, name);
      return { columns: ready.columns, rows, text, slug, kind: "rows", ready: true };
    }
  }
  return { ...(await G7.run(text)), slug };
};

// Run any SPARQL with the engine, on the chosen bases. One worker answers all; to stop a query is to end the worker.
G7.run = async (text) => {
  const bases = G7.bases();
  const engine = await (G7.engine ??= G7.start().catch((error) => {
    G7.engine = null;
    throw error;
  }));
  const answer = await new Promise((resolve, reject) => {
    const id = ++engine.last;
    engine.asked.set(id, { resolve, reject });
    engine.worker.postMessage({ id, text, bases });
  });
  return { ...answer, text };
};

G7.stop = async () => {
  const engine = await G7.engine;
  G7.engine = null;
  if (!engine) return;
  engine.worker.terminate();
  for (const { reject } of engine.asked.values()) reject(new Error(G7.t("ask.stopped")));
};

const unpacked = async (text) => {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

G7.start = async () => {
  const [engine, graph] = await Promise.all([G7.load("engine"), G7.load("graph")]);
  const [wasm, ...parts] = await Promise.all([unpacked(engine.wasm), ...Object.values(graph).map(unpacked)]);
  const address = URL.createObjectURL(new Blob([engine.code], { type: "text/javascript" }));
  const started = { worker: new Worker(address), asked: new Map(), last: 0 };
  await new Promise((resolve, reject) => {
    started.worker.onerror = (event) => reject(new Error(event.message || "worker"));
    started.worker.onmessage = ({ data }) => {
      if (data.ready) return resolve();
      const { resolve: give, reject: refuse } = started.asked.get(data.id);
      started.asked.delete(data.id);
      return data.error ? refuse(new Error(data.error)) : give(data);
    };
    const named = Object.fromEntries(Object.keys(graph).map((name, at) => [name, parts[at]]));
    started.worker.postMessage({ wasm, parts: named });
  });
  URL.revokeObjectURL(address);
  return started;
};

// Rows as CSV the way SPARQL 1.1 writes it: bare values, lines that end in CR LF.
G7.csv = (columns, rows) => {
  const field = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = [columns, ...rows.map((row) => row.map((cell) => (cell === null ? "" : cell.slice(1))))];
  return lines.map((line) => line.map(field).join(",") + "\r\n").join("");
};

G7.save = (name, text, type) => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  G7.el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};
