// The views that are rows of saved queries: which queries, with which parameters.
const head = (main, title, lead, ...more) => main.replaceChildren(G7.el("h1", {}, title), ...(lead ? [G7.el("p", { class: "lead" }, lead)] : []), ...more);

// Where else a thing can be had: its own page and its triples.
const forms = (iri) =>
  G7.el(
    "p",
    { class: "forms" },
    G7.el("code", {}, G7.compact(iri)),
    " ",
    [["html", "page"], ["jsonld", "JSON-LD"], ["ttl", "Turtle"], ["nt", "N-Triples"]].map(([ending, name]) => [" ", G7.el("a", { href: G7.pageOf(iri, ending) }, ending === "html" ? G7.t("forms.page") : name)]),
  );

const S = (key, slug, values, options) => G7.section(G7.t(key), slug, values, options);

const column = async (slug, name) => {
  const { columns, rows } = await G7.ready(slug);
  const at = columns.indexOf(name);
  return [...new Set(rows.map((row) => row[at]).filter(Boolean))].map((cell) => cell.slice(1));
};

// The rows of a saved query with its defaults, as they came with the page, whatever the basis: for choices, not for counts.
G7.ready = async (slug) => {
  const { strings, tables } = await G7.load(`rows-${G7.state.lang}`);
  return { columns: tables[slug].columns, rows: tables[slug].rows.map((row) => row.map((at) => (at < 0 ? null : strings[at]))) };
};

const choice = (label, name, options, chosen) =>
  G7.el(
    "label",
    { class: "facet" },
    G7.el("span", {}, label),
    G7.el("select", { "data-choice": name, onchange: (event) => (location.hash = G7.here({ [name]: event.target.value })) }, options.map(([value, text]) => G7.el("option", { value, selected: value === chosen }, text))),
  );

// The view of one thing: its name, its forms, and the sections that `sections` makes for its IRI.
const viewOf = (kind, sections) => {
  G7.views[kind] = async (main) => {
    const iri = G7.iriOf(kind, G7.state.thing);
    const title = await G7.labelOf(iri);
    head(main, title, null, forms(iri), ...(await sections(iri)));
    return title;
  };
};

G7.views.meetings = (main) => {
  head(main, G7.t("meetings"), G7.t("meetings.lead"), S("meetings.list", "corpus/presidencies"), S("commitments.list", "corpus/commitments"));
};

viewOf("meeting", async (iri) => {
  return [
    S("thing.about", "corpus/of-thing", { thing: iri }),
    S("meeting.commitments", "agreements/by-source", { meeting: iri }),
    S("meeting.recognised", "statements/only-recognised", { meeting: iri }),
    S("meeting.before", "continuity/taken-over", { meeting: iri }),
    S("links.direct", "continuity/of-thing", { thing: iri }),
    S("meeting.mandate", "continuity/mandate", { meeting: iri }),
    S("meeting.forward", "continuity/handed-forward", { meeting: iri }),
    S("meeting.open", "agreements/not-taken-up", { meeting: iri }),
    S("meeting.documents", "documents/of-meeting", { meeting: iri }),
    S("meeting.people", "participation/of-meeting", { meeting: iri }),
    S("meeting.exchanges", "participation/bilateral-exchanges", { meeting: iri }),
  ];
});

viewOf("commitment", async (iri) => {
  const json = G7.el("details", { class: "query" }, G7.el("summary", {}, "JSON-LD"));
  json.addEventListener("toggle", async () => {
    if (!json.open || json.querySelector("pre")) return;
    const answer = await G7.run(`CONSTRUCT { <${iri}> ?property ?value } WHERE { <${iri}> ?property ?value }`);
    json.append(G7.el("pre", { tabindex: "0", "aria-label": "JSON-LD" }, JSON.stringify(G7.jsonld(answer.rows), null, 2)));
  });
  return [
    S("commitment.evidence", "evidence/of-commitment", { commitment: iri }, { lead: G7.t("commitment.evidence.lead") }),
    S("thing.about", "corpus/of-thing", { thing: iri }),
    S("links.direct", "continuity/of-thing", { thing: iri }),
    S("commitment.judged", "assessments/of-commitment", { commitment: iri }),
    S("commitment.rests", "continuity/rests-on", { thing: iri }),
    json,
  ];
});

// Triples about one thing as JSON-LD with CURIEs.
G7.jsonld = (rows) => {
  const made = { "@context": {} };
  const short = (iri) => {
    const name = G7.compact(iri);
    if (name !== iri) made["@context"][name.split(":")[0]] = G7.delivered.start.prefixes[name.split(":")[0]];
    return name;
  };
  for (const [subject, property, value] of rows) {
    made["@id"] ??= short(subject.slice(1));
    const type = property.slice(1).endsWith("22-rdf-syntax-ns#type");
    const name = type ? "@type" : short(property.slice(1));
    const plain = value[0] === '"' ? value.slice(1) : type ? short(value.slice(1)) : { "@id": short(value.slice(1)) };
    made[name] = name in made ? [made[name], plain].flat() : plain;
  }
  return made;
};

G7.views.themes = async (main) => {
  const meeting = await column("corpus/presidencies", "meeting");
  head(main, G7.t("themes"), G7.t("themes.lead"), S("themes.attention", "corpus/attention", { meeting }), S("commitments.list", "corpus/commitments"));
};

viewOf("theme", async (iri) => {
  const meeting = await column("corpus/presidencies", "meeting");
  return [
    S("thing.about", "corpus/of-thing", { thing: iri }),
    S("theme.chain", "continuity/hops", { theme: iri }, { picture: G7.picture, hidden: G7.OF_HOPS }),
    S("theme.said", "statements/on-theme", { theme: iri, meeting }),
    S("theme.acts", "statements/acts-over-time", { theme: iri, meeting }),
    S("theme.alone", "statements/by-speaker", { theme: iri, meeting }),
    S("theme.below", "corpus/attention", { meeting, broader: iri }),
  ];
});

G7.views.people = async (main) => {
  const meeting = await column("corpus/presidencies", "meeting");
  const parties = (await G7.index()).filter(({ thing }) => thing.id.startsWith("id:party/")).map(({ thing }) => thing);
  const list = G7.el("section", {}, G7.el("h2", {}, G7.t("people.parties")), G7.el("ul", { class: "chips" }, parties.map((one) => G7.el("li", {}, G7.el("a", { class: "chip", href: G7.hrefOf(G7.expand(one.id)) }, G7.nameOf(one))))));
  head(main, G7.t("people"), G7.t("people.lead"), list, S("people.all", "participation/of-meeting", { meeting }), S("people.several", "participation/at-several-meetings"), S("people.alone", "agreements/of-single-members"));
};

viewOf("party", async (iri) => {
  const meeting = await column("corpus/presidencies", "meeting");
  return [
    S("thing.about", "corpus/of-thing", { thing: iri }),
    S("party.said", "statements/stated-and-agreed", { party: iri, meeting }),
    S("party.alone", "statements/stated-without-agreement", { party: iri, meeting }),
  ];
});

G7.views.compare = async (main) => {
  const { columns, rows } = await G7.ready("corpus/coverage");
  const documents = rows.map((row) => [G7.compact(row[columns.indexOf("document")].slice(1)), row[columns.indexOf("documentLabel")].slice(1)]);
  const first = G7.state.more.first || "id:document/2017-mic-release";
  const second = G7.state.more.second || "id:document/2017-turin-declaration";
  const both = { first: G7.expand(first), second: G7.expand(second) };
  const picks = G7.el("div", { class: "controls" }, choice(G7.t("compare.first"), "first", documents, first), choice(G7.t("compare.second"), "second", documents, second));
  head(main, G7.t("compare"), G7.t("compare.lead"), picks, S("compare.commitments", "documents/compare", both), S("compare.people", "participation/compare", both));
};

G7.views.documents = (main) => {
  head(main, G7.t("documents"), G7.t("documents.lead"), S("documents.coverage", "corpus/coverage"));
};

viewOf("document", async (iri) => {
  return [
    S("thing.about", "corpus/of-thing", { thing: iri }),
    S("document.renditions", "documents/renditions", { document: iri }),
    S("document.asserts", "continuity/asserted-by-document", { document: iri }),
    S("links.direct", "continuity/of-thing", { thing: iri }),
    S("document.hedged", "statements/hedged", { document: iri }),
    S("document.ambiguities", "evidence/ambiguities", { document: iri }),
    S("document.dates", "evidence/relative-dates", { document: iri }),
    S("document.events", "documents/announced-events", { document: iri }),
  ];
});

G7.views.quality = async (main) => {
  const document = await column("corpus/coverage", "document");
  head(
    main,
    G7.t("quality"),
    G7.t("quality.lead"),
    S("quality.coverage", "corpus/coverage"),
    S("quality.unverified", "checks/unverified"),
    S("quality.ambiguities", "evidence/ambiguities", { document }),
    S("quality.rival", "evidence/rival-claims"),
    S("quality.nopassage", "checks/without-passage"),
    S("quality.nodigest", "checks/without-digest"),
    S("quality.orphans", "checks/orphans"),
  );
};
