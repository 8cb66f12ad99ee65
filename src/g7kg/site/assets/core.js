"use strict";
// What everything else stands on: data that scripts deliver, words on screen, the address, and building elements.
const G7 = { waiting: {}, delivered: {}, views: {} };

G7.deliver = (name, content) => {
  G7.delivered[name] = content;
  if (G7.waiting[name]) G7.waiting[name].resolve(content);
};

// Load data/NAME.js once: a script, since a page from file:// may fetch nothing.
G7.load = (name) => {
  if (name in G7.delivered) return Promise.resolve(G7.delivered[name]);
  if (!G7.waiting[name]) {
    const entry = (G7.waiting[name] = {});
    entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
    if (name !== "start") {
      const script = document.createElement("script");
      script.src = `data/${name}.js`;
      script.onerror = () => {
        delete G7.waiting[name];
        entry.reject(new Error(`data/${name}.js`));
      };
      document.head.append(script);
    }
  }
  return G7.waiting[name].promise;
};

G7.BASES = ["asserted", "curated", "inferred"];
G7.LEVELS = { asserted: ["asserted"], curated: ["asserted", "curated"], inferred: ["asserted", "curated", "inferred"] };

// The address holds all that is on screen: #/view/thing?lang=ja&basis=curated&more
G7.read = (hash) => {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const given = new URLSearchParams(query || "");
  const decode = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  const [view, ...thing] = path.split("/").map(decode);
  const lang = given.get("lang") || (/^ja\b/.test(navigator.language) ? "ja" : "en");
  const basis = given.get("basis");
  given.delete("lang");
  given.delete("basis");
  return {
    view: view || "chain",
    thing: thing.join("/"),
    lang: lang === "ja" ? "ja" : "en",
    basis: Object.hasOwn(G7.LEVELS, basis ?? "") ? basis : "curated",
    more: Object.fromEntries(given),
  };
};

G7.address = (view, thing = "", more = {}, over = {}) => {
  const { lang, basis } = { ...G7.state, ...over };
  const query = new URLSearchParams({ lang, basis });
  for (const [name, value] of Object.entries(more)) if (value) query.set(name, value);
  const tail = thing ? "/" + thing.split("/").map(encodeURIComponent).join("/") : "";
  return `#/${view}${tail}?${query}`;
};

G7.here = (more = {}, over = {}) => G7.address(G7.state.view, G7.state.thing, { ...G7.state.more, ...more }, over);

// Change the address without a new view, so that what was opened can be linked.
G7.note = (more) => {
  history.replaceState(null, "", G7.here(more));
  G7.state = G7.read(location.hash);
  G7.renew();
};

// Words on screen; "{n}" takes the number, and of one thing English may have words of its own.
G7.t = (key, values = {}) => {
  const { strings } = G7.delivered.start;
  const both = (values.n === 1 && strings[key + ".one"]) || strings[key];
  const text = both ? both[G7.state.lang] : key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
};

G7.el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
};

G7.svg = (tag, attributes = {}, ...children) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// Names: CURIEs for people, and where a thing is shown.
G7.compact = (iri) => {
  G7.spaces ??= Object.entries(G7.delivered.start.prefixes).sort((a, b) => b[1].length - a[1].length);
  const found = G7.spaces.find(([, space]) => iri.startsWith(space) && iri.length > space.length);
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
};

G7.expand = (name) => {
  const [prefix, ...local] = name.split(":");
  const space = G7.delivered.start.prefixes[prefix];
  return space ? space + local.join(":") : name;
};

const SHOWN = { commitment: "commitment", meeting: "meeting", event: "meeting", document: "document", party: "party" };

G7.hrefOf = (iri) => {
  const name = G7.compact(iri);
  const id = /^id:([\w-]+)\/(.*)$/.exec(name);
  if (id && SHOWN[id[1]]) return G7.address(SHOWN[id[1]], id[1] === SHOWN[id[1]] ? id[2] : `${id[1]}:${id[2]}`);
  if (name.startsWith("theme:")) return G7.address("theme", name.slice(6));
  return G7.pageOf(iri);
};

// The page of an IRI that lies beside this one, and works without scripts.
G7.pageOf = (iri, ending = "html") => {
  const root = "https://w3id.org/g7kg/";
  if (!iri.startsWith(root)) return iri;
  const [path, fragment] = iri.slice(root.length).split("#");
  return `${path.split("/").map(encodeURIComponent).join("/")}.${ending}${fragment && ending === "html" ? "#" + fragment : ""}`;
};

// The IRI of the thing that a view is on: "2017-turin" in the view "meeting", "event:2017-g7" too.
G7.iriOf = (view, thing) => {
  if (view === "theme") return G7.expand("theme:" + thing);
  const [kind, rest] = thing.includes(":") ? thing.split(/:(.*)/s) : [view, thing];
  return G7.expand(`id:${kind}/${rest}`);
};
