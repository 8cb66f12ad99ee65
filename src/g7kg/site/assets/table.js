// A section: a heading, a count, the rows as a table with facets, the query behind them, and a CSV of exactly these rows.
const stem = (column) => column.replace(/(Label|Title)$/, "");

G7.heading = (column) => {
  const known = G7.delivered.start.strings["column." + stem(column)];
  if (known) return known[G7.state.lang];
  return stem(column).replace(/([A-Z])/g, " $1").toLowerCase();
};

// Which columns to show: labels rather than the IRIs they are the labels of, which become links; none that is empty.
G7.shownColumns = (columns, rows) => {
  const filled = (name) => [name, stem(name)].some((one) => rows.some((row) => (row[columns.indexOf(one)] ?? null) !== null));
  return columns.filter((name) => !columns.some((other) => other !== name && stem(other) === name) && filled(name));
};

// An address as a reader takes it in: a language by its name, anything long by its host.
const shortened = (address) => {
  const language = /\/authority\/language\/([A-Z]{3})$/.exec(address);
  if (language) return new Intl.DisplayNames(G7.state.lang, { type: "language" }).of(language[1].toLowerCase());
  if (address.length < 40 || !URL.canParse(address)) return address;
  return new URL(address).host + "/…";
};

const TRUTH = ["true", "false"];
const WORDS = { direction: ["earlier", "later"], openEnded: TRUTH, authentic: TRUTH };

G7.cell = (columns, row, column) => {
  const at = columns.indexOf(stem(column));
  const value = row[columns.indexOf(column)] ?? row[at]; // without a label, the thing itself
  if (value === null || value === undefined) return "";
  const iri = value[0] === "<" ? value.slice(1) : stem(column) !== column && at >= 0 && row[at] !== null && row[at][0] === "<" ? row[at].slice(1) : null;
  let text = value[0] === "<" ? G7.nameIn(value.slice(1)) : value.slice(1);
  if (WORDS[column]?.includes(text)) text = G7.t("word." + text);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return G7.el("span", { class: "day" }, text);
  if (/^sha256$/i.test(column)) return G7.el("code", { title: text }, text.slice(0, 12) + "…");
  if (column === "confidence" && !Number.isNaN(Number(text))) return `${Math.round(Number(text) * 100)}%`;
  if (/^https?:/.test(text)) return G7.el("a", { href: text, rel: "noreferrer", title: text }, shortened(text));
  if (!iri) return text;
  if (!iri.startsWith("http")) return text;
  const basis = /\/basis\/(\w+)$/.exec(iri);
  if (basis) return G7.el("span", { class: `basis ${basis[1]}` }, text);
  return G7.el("a", { href: G7.hrefOf(iri), rel: "noreferrer" }, text);
};

const valueOf = (row, at, iriAt) => (iriAt >= 0 && row[iriAt] !== null ? row[iriAt] : row[at]);

// Facets: columns with a handful of values, each value with its count under the other choices.
G7.facetsOf = (columns, rows) =>
  G7.shownColumns(columns, rows)
    .filter((name) => /Label$/.test(name))
    .map((name) => ({ name, at: columns.indexOf(name), iriAt: columns.indexOf(stem(name)) }))
    .filter(({ at }) => {
      const seen = new Set(rows.map((row) => row[at]).filter((value) => value !== null));
      return seen.size > 1 && seen.size <= 14 && seen.size <= rows.length / 2;
    });

G7.chosen = (key, facets) => {
  const chosen = {};
  for (const { name } of facets) if (G7.state.more[key + name]) chosen[name] = G7.state.more[key + name];
  return chosen;
};

const facetBar = (columns, rows, key, facets, redraw) => {
  const chosen = G7.chosen(key, facets);
  const fits = (row, except) => facets.every(({ name, at, iriAt }) => name === except || !chosen[name] || valueOf(row, at, iriAt) === chosen[name]);
  const boxes = facets.map(({ name, at, iriAt }) => {
    const counts = new Map();
    for (const row of rows) {
      if (row[at] === null) continue;
      const value = valueOf(row, at, iriAt);
      const one = counts.get(value) || { label: row[at].slice(1), count: 0 };
      if (fits(row, name)) one.count += 1;
      counts.set(value, one);
    }
    const options = [...counts].sort((a, b) => b[1].count - a[1].count || a[1].label.localeCompare(b[1].label, G7.state.lang));
    return G7.el(
      "label",
      { class: "facet" },
      G7.el("span", {}, G7.heading(name)),
      G7.el(
        "select",
        { onchange: (event) => (G7.note({ [key + name]: event.target.value }), redraw(key + name)), "data-facet": key + name },
        G7.el("option", { value: "" }, G7.t("facet.all")),
        options.map(([value, one]) => G7.el("option", { value, selected: chosen[name] === value }, `${one.label} (${one.count})`)),
      ),
    );
  });
  return { bar: boxes.length ? G7.el("div", { class: "facets", role: "group", "aria-label": G7.t("facets") }, boxes) : null, kept: rows.filter((row) => fits(row)) };
};

G7.queryBox = (answer) =>
  G7.el(
    "details",
    { class: "query" },
    G7.el("summary", {}, G7.t("query.show")),
    answer.slug ? G7.el("p", {}, G7.t("query.saved"), " ", G7.el("code", {}, answer.slug), " — ", G7.saved(answer.slug).question[G7.state.lang]) : null,
    G7.el("pre", { tabindex: "0", class: "sparql", "aria-label": "SPARQL" }, answer.text),
    G7.el("p", { class: "actions" }, G7.el("a", { class: "button", href: G7.address("ask", "", { sparql: answer.text }) }, G7.t("query.run"))),
  );

G7.tableOf = (columns, rows, caption, hidden = []) => {
  const shown = G7.shownColumns(columns, rows).filter((name) => !hidden.includes(stem(name)));
  return G7.el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    G7.el(
      "table",
      {},
      G7.el("thead", {}, G7.el("tr", {}, shown.map((name) => G7.el("th", { scope: "col" }, G7.heading(name))))),
      G7.el(
        "tbody",
        {},
        rows.map((row) => G7.el("tr", {}, shown.map((name) => G7.el("td", { "data-of": G7.heading(name), class: "c-" + stem(name) }, G7.cell(columns, row, name))))),
      ),
    ),
  );
};

// Fill `holder` with the answer to a question; `key` names its facets in the address, `hidden` what only the CSV shows.
G7.results = (holder, answer, { key = "", caption = "", picture = null, name = "rows", hidden = [] } = {}) => {
  const { columns, rows } = answer;
  const facets = rows.length >= 8 ? G7.facetsOf(columns, rows) : [];
  const draw = (focus) => {
    const { bar, kept } = facetBar(columns, rows, key, facets, draw);
    const count = !rows.length ? G7.t("none") : kept.length === rows.length ? G7.t("rows", { n: rows.length }) : G7.t("rows.of", { n: kept.length, all: rows.length });
    holder.replaceChildren(
      ...[
        picture && picture(columns, kept),
        bar,
        G7.el(
          "p",
          { class: "actions" },
          G7.el("span", { class: "count", role: "status", "data-rows": String(kept.length) }, count),
          kept.length ? G7.el("button", { type: "button", class: "csv", onclick: () => G7.save(`${name.replaceAll("/", "-")}.csv`, G7.csv(columns, kept), "text/csv") }, G7.t("csv")) : null,
        ),
        kept.length ? G7.tableOf(columns, kept, caption || name, hidden) : null,
        G7.queryBox(answer),
      ].filter(Boolean),
    );
    if (focus) holder.querySelector(`[data-facet="${focus}"]`)?.focus();
  };
  draw();
};

G7.section = (title, slug, values = {}, options = {}) => {
  const holder = G7.el("div", { class: "holder", "aria-busy": "true" }, G7.el("p", { class: "waiting" }, G7.t("waiting")));
  const made = G7.el("section", { "data-query": slug }, G7.el("h2", {}, title), options.lead ? G7.el("p", { class: "lead" }, options.lead) : null, holder);
  made.ready = G7.ask(slug, values)
    .then(G7.named)
    .then((answer) => G7.results(holder, answer, { key: slug + ".", caption: title, name: slug, ...options }))
    .catch((error) => holder.replaceChildren(G7.el("p", { class: "wrong", role: "alert" }, G7.t("error.engine", { what: error.message }))))
    .finally(() => holder.removeAttribute("aria-busy"));
  return made;
};
