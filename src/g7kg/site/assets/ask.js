// Ask: the saved queries as forms with their parameters, and an editor for SPARQL of one's own.
const EXAMPLE = "PREFIX g7: <https://w3id.org/g7kg/ontology#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\nSELECT ?commitment ?commitmentLabel\nWHERE {\n  ?commitment a g7:Commitment ;\n    rdfs:label ?commitmentLabel .\n  FILTER(LANG(?commitmentLabel) = \"%LANG%\")\n}\nORDER BY ?commitment\nLIMIT 20\n";

const optionsFor = async (query, parameter) => {
  const prefix = G7.defaultsOf(query, parameter.name).split(":")[0].trim();
  const declared = new RegExp(`PREFIX\\s+${prefix}:\\s*<([^>]*)>`, "i").exec(query.text);
  const space = declared ? G7.compact(declared[1] + "x").slice(0, -1) : "";
  const kind = /^id:\w[\w-]*\//.exec(space)?.[0] || space;
  return (await G7.index()).filter(({ thing }) => kind && thing.id.startsWith(kind)).map(({ thing }) => thing);
};

const inputFor = async (query, parameter) => {
  const { name, kind } = parameter;
  const given = G7.state.more["p." + name];
  const id = `p-${name}`;
  const label = G7.el("label", { for: id }, parameter.about[G7.state.lang] || name);
  if (kind === "lang") return null;
  if (kind === "iri" && name !== "basis") {
    const things = await optionsFor(query, parameter);
    const several = G7.el("option", { value: "" }, G7.t("ask.default", { terms: G7.defaultsOf(query, name) }));
    const known = things.map((thing) => G7.el("option", { value: thing.id, selected: thing.id === given }, G7.nameOf(thing)));
    return G7.el("p", {}, label, G7.el("select", { id, name }, several, known));
  }
  if (name === "basis") return null;
  const type = { integer: "number", date: "date" }[kind] || "text";
  return G7.el("p", {}, label, G7.el("input", { id, name, type, value: given || "", placeholder: G7.defaultsOf(query, name) }));
};

const show = async (holder, asking, name) => {
  const stop = G7.el("button", { type: "button", onclick: () => G7.stop() }, G7.t("ask.stop"));
  holder.setAttribute("aria-busy", "true");
  const timer = setTimeout(() => holder.replaceChildren(G7.el("p", { class: "waiting", role: "status" }, G7.t("waiting"), " ", stop)), 150);
  try {
    const answer = await G7.named(await asking());
    clearTimeout(timer);
    G7.results(holder, answer, { key: "ask.", caption: name, name, picture: G7.picture });
  } catch (error) {
    clearTimeout(timer);
    holder.replaceChildren(G7.el("p", { class: "wrong", role: "alert" }, error.message));
  }
  holder.removeAttribute("aria-busy");
};

const savedForm = async (query, holder) => {
  const inputs = (await Promise.all(query.parameters.map((parameter) => inputFor(query, parameter)))).filter(Boolean);
  const form = G7.el("form", { class: "saved" }, G7.el("h2", {}, query.question[G7.state.lang]), inputs, G7.el("p", {}, G7.el("button", { type: "submit", class: "main" }, G7.t("ask.run"))));
  const ask = () => {
    const values = {};
    for (const input of form.querySelectorAll("[name]")) if (input.value) values[input.name] = input.value;
    G7.note(Object.fromEntries([...form.querySelectorAll("[name]")].map((input) => ["p." + input.name, input.value])));
    return show(holder, () => G7.ask(query.slug, values), query.slug);
  };
  form.addEventListener("submit", (event) => (event.preventDefault(), ask()));
  ask();
  return form;
};

const editor = (holder) => {
  const area = G7.el("textarea", { id: "sparql", rows: "14", spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
  area.value = G7.state.more.sparql || EXAMPLE.replace("%LANG%", G7.state.lang);
  const list = G7.completing(area);
  const run = () => {
    G7.note({ sparql: area.value });
    return show(holder, () => G7.run(area.value), "sparql");
  };
  const form = G7.el("form", { class: "editor" }, G7.el("label", { for: "sparql" }, G7.t("ask.editor")), G7.el("div", { class: "over" }, area, list), G7.el("p", { class: "hint" }, G7.t("ask.hint")), G7.el("p", {}, G7.el("button", { type: "submit", class: "main" }, G7.t("ask.run"))));
  form.addEventListener("submit", (event) => (event.preventDefault(), run()));
  area.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), run()));
  if (G7.state.more.sparql) run();
  return form;
};

G7.views.ask = async (main) => {
  const holder = G7.el("section", { class: "answer", "aria-label": G7.t("ask.answer") });
  const slug = G7.state.thing;
  const queries = G7.delivered.start.queries;
  const own = !slug;
  const pick = G7.el(
    "label",
    { class: "facet wide" },
    G7.el("span", {}, G7.t("ask.saved")),
    G7.el(
      "select",
      { "data-choice": "query", onchange: (event) => (location.hash = G7.address("ask", event.target.value)) },
      G7.el("option", { value: "" }, G7.t("ask.own")),
      queries.map((query) => G7.el("option", { value: query.slug, selected: query.slug === slug }, query.question[G7.state.lang])),
    ),
  );
  const query = queries.find((one) => one.slug === slug);
  const form = own || !query ? editor(holder) : await savedForm(query, holder);
  head(main, G7.t("ask"), G7.t("ask.lead"), G7.el("div", { class: "controls" }, pick), form, holder);
};
