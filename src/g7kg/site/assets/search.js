// Search over labels in both languages: no word boundaries needed, full and half width, both kana, readings, near spellings.
G7.fold = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/(?<=[a-z])[\u0300-\u036f]+/g, "")
    .normalize("NFC")
    .replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60))
    .replace(/[’‘´`]/g, "'")
    .replace(/[\u2010-\u2015\u2212-]/g, "-");

const close = (text) => text.replace(/[\s・･·\-'「」『』（）(),、。.]/g, "");

const pairs = (text) => {
  const found = new Set();
  for (let at = 0; at + 1 < text.length; at += 1) found.add(text.slice(at, at + 2));
  return found;
};

G7.index = async () => {
  G7.sought ??= G7.load("labels").then((things) =>
    things.map((thing) => {
      const names = [thing.en, thing.ja].filter(Boolean).map(G7.fold);
      const also = thing.also.map(G7.fold);
      const id = thing.id.replace(/^.*[:/]/, "").replaceAll("-", " ");
      return { thing, names, also, id, tight: [...names, ...also, id].map(close) };
    }),
  );
  return G7.sought;
};

// How well a thing fits: the whole label, its beginning, its identifier, a word's beginning, anywhere.
const score = (entry, words, tight) => {
  if (entry.names.some((name) => close(name) === tight)) return 120;
  if (entry.also.some((name) => close(name) === tight)) return 110;
  if (entry.names.some((name) => close(name).startsWith(tight))) return 80;
  if (close(entry.id) === tight) return 75;
  if (entry.also.some((name) => close(name).startsWith(tight))) return 70;
  let sum = 0;
  for (const word of words) {
    const whole = close(word);
    if (entry.names.some((name) => name.startsWith(word) || name.includes(" " + word))) sum += 60;
    else if ([...entry.names, ...entry.also].some((name) => name.includes(word) || close(name).includes(whole))) sum += 50;
    else if (entry.id.includes(word)) sum += 40;
    else return 0;
  }
  return sum / words.length;
};

// Weight of a kind, so that commitments and meetings come before what merely speaks of them, a meeting by its town alone.
const WEIGHT = { commitment: 5, meeting: 35, theme: 6, document: 4, person: 5, party: 6, statement: 0, ontology: 1, place: -20, graph: -20 };

G7.kindOf = (name) => {
  const [prefix, rest] = name.split(/:(.*)/s);
  return prefix === "id" ? rest.split("/")[0] : prefix === "g7" ? "ontology" : prefix;
};

// Resolves to [{ thing, kind, score }], best first; with no hit, what shares most pairs of letters (near spellings).
G7.find = async (query) => {
  const words = G7.fold(query).split(/\s+/).filter((word) => close(word));
  if (!words.length) return { found: [], near: false };
  const tight = close(words.join(""));
  const entries = await G7.index();
  const rank = (all, most = 99) =>
    all
      .filter((one) => one.score > 0)
      .map((one) => ({ ...one, kind: G7.kindOf(one.entry.thing.id) }))
      .map((one) => ({ thing: one.entry.thing, kind: one.kind, score: one.score + Math.min(most, WEIGHT[one.kind] ?? 2) }))
      .sort((a, b) => b.score - a.score || (a.thing.id < b.thing.id ? -1 : 1));
  const having = (some) => rank(entries.map((entry) => ({ entry, score: score(entry, some, tight) })));
  const found = having(words);
  if (found.length || tight.length < 2) return { found, near: false };
  const parts = words.flatMap((word) => word.match(/\p{Script=Han}+|[\p{Script=Hiragana}ー]+|[^\p{Script=Han}\p{Script=Hiragana}ー]+/gu));
  const apart = parts.length > words.length ? having(parts) : []; // 広島プロセス finds 広島AIプロセス
  if (apart.length) return { found: apart.slice(0, 20), near: true };
  const wanted = pairs(tight);
  const likeness = (name) => {
    const has = pairs(name);
    const shared = [...wanted].filter((pair) => has.has(pair)).length;
    return shared / wanted.size < 0.5 ? 0 : (2 * shared) / (wanted.size + has.size); // longer labels share pairs by chance
  };
  const near = rank(entries.map((entry) => ({ entry, score: 100 * Math.max(...entry.tight.map(likeness)) })).filter((one) => one.score > 35), 6);
  return { found: near.slice(0, 20), near: true };
};

G7.nameOf = (thing) => (thing ? thing[G7.state.lang] || thing.en || thing.ja || thing.id : "");

// Names of what stands in a table without a label beside it, by IRI, in the language of the screen.
G7.names = new Map();

// The name of a thing in a table; that of a term of another vocabulary is in our own words.
G7.nameIn = (iri) => {
  const name = G7.compact(iri);
  const term = G7.delivered.start.strings["term." + name];
  return G7.names.get(iri) || (term ? term[G7.state.lang] : name);
};

// Learn the names of everything, before an answer of the engine is shown; what came with the page brings its names.
G7.named = async (answer) => {
  if (!answer.ready) for (const { thing } of await G7.index()) G7.names.set(G7.expand(thing.id), G7.nameOf(thing));
  return answer;
};

G7.labelOf = async (iri) => {
  await G7.named({});
  return G7.nameIn(iri);
};

G7.views.search = async (main) => {
  const query = G7.state.more.q || "";
  const { found, near } = await G7.find(query);
  const counts = new Map();
  for (const { kind } of found) counts.set(kind, (counts.get(kind) || 0) + 1);
  const wanted = counts.has(G7.state.more.kind) ? G7.state.more.kind : "";
  const kept = wanted ? found.filter(({ kind }) => kind === wanted) : found;
  const chip = (kind, label, count) =>
    G7.el("a", { class: "chip", href: G7.here({ kind }), "aria-current": wanted === kind ? "true" : null, "data-kind": kind }, label, " ", G7.el("span", { class: "n" }, String(count)));
  const kindName = (kind) => (G7.delivered.start.strings["kind." + kind] ? G7.t("kind." + kind) : kind);
  const other = G7.state.lang === "ja" ? "en" : "ja";
  main.replaceChildren(
    G7.el("h1", {}, query ? G7.t("search.for", { q: query }) : G7.t("search")),
    G7.el("p", { class: "count", role: "status", "data-rows": String(kept.length) }, near && found.length ? G7.t("search.near") : G7.t("search.found", { n: kept.length })),
    G7.el("nav", { class: "chips", "aria-label": G7.t("facets") }, found.length ? [chip("", G7.t("facet.all"), found.length), ...[...counts].map(([kind, n]) => chip(kind, kindName(kind), n))] : []),
    G7.el(
      "ol",
      { class: "found" },
      kept.slice(0, 200).map(({ thing, kind }) =>
        G7.el(
          "li",
          {},
          G7.el("span", { class: "kind" }, kindName(kind)),
          G7.el("a", { href: G7.hrefOf(G7.expand(thing.id)) }, G7.nameOf(thing)),
          G7.el("span", { class: "other", lang: other }, thing[other]),
        ),
      ),
    ),
    kept.length > 200 ? G7.el("p", {}, G7.t("search.more", { n: kept.length - 200 })) : "",
  );
  return query || G7.t("search");
};
