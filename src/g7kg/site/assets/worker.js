
// The worker around the engine: loads the graph once for each choice of bases, answers one query after another.
const stores = new Map();
let parts = null;

function storeFor(bases) {
  const key = bases.join(",");
  if (!stores.has(key)) {
    const store = new Store();
    for (const name of ["common", ...bases]) {
      if (parts[name]) store.load(parts[name], { format: "application/n-quads", no_transaction: true });
    }
    stores.set(key, store);
  }
  return stores.get(key);
}

const cellOf = (term) => (term.termType === "Literal" ? '"' + term.value : "<" + (term.termType === "NamedNode" ? term.value : term.toString()));
const jsonCell = (term) => (term === undefined ? null : (term.type === "literal" ? '"' : term.type === "bnode" ? "<_:" : "<") + term.value);

// What kind of query it is: its first keyword, once comments, strings, addresses and the prologue are out of the way.
function kindOf(text) {
  const bare = text.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, " ").replace(/\bPREFIX\s+[^\s:]*:/gi, " ");
  return (/\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i.exec(bare) || ["SELECT"])[0].toUpperCase();
}

function answer(text, bases) {
  const store = storeFor(bases);
  const options = { use_default_graph_as_union: true };
  const kind = kindOf(text);
  if (kind === "SELECT") {
    // The engine's JSON names the columns in their order, of an empty result too; its list of maps does not.
    const { head, results } = JSON.parse(store.query(text, { ...options, results_format: "application/sparql-results+json" }));
    return { kind: "rows", columns: head.vars, rows: results.bindings.map((row) => head.vars.map((name) => jsonCell(row[name]))) };
  }
  const result = store.query(text, options);
  if (kind === "ASK") return { kind: "boolean", columns: ["answer"], rows: [['"' + result]] };
  return { kind: "triples", columns: ["subject", "predicate", "object"], rows: result.map((quad) => [quad.subject, quad.predicate, quad.object].map(cellOf)) };
}

onmessage = async ({ data }) => {
  if (data.wasm) {
    parts = data.parts;
    initSync({ module: data.wasm });
    postMessage({ ready: true });
    return;
  }
  try {
    postMessage({ id: data.id, ...answer(data.text, data.bases) });
  } catch (error) {
    postMessage({ id: data.id, error: String(error && error.message ? error.message : error) });
  }
};
