// Completion in the editor: our terms by name, and things by their labels in either language.
const KEYWORDS = "SELECT DISTINCT WHERE OPTIONAL FILTER UNION BIND VALUES PREFIX ORDER BY GROUP BY LIMIT COUNT CONSTRUCT ASK DESCRIBE GRAPH LANG STR EXISTS NOT MINUS HAVING".split(" ");

const wordBefore = (area) => /[\p{L}\p{N}_:/.-]*$/u.exec(area.value.slice(0, area.selectionStart))[0];

G7.suggest = async (word) => {
  if (word.length < 2) return [];
  const folded = G7.fold(word);
  const entries = await G7.index();
  const starts = [];
  const within = [];
  for (const { thing, names, also } of entries) {
    const name = thing.id.toLowerCase();
    if (name.startsWith(folded) || name.split(":")[1].startsWith(folded)) starts.push(thing);
    else if ([...names, ...also].some((label) => label.includes(folded))) within.push(thing);
    if (starts.length > 11) break;
  }
  const keywords = KEYWORDS.filter((one) => one.startsWith(word.toUpperCase()) && one !== word).map((one) => ({ text: one, about: "" }));
  return [...keywords.slice(0, 3), ...[...starts, ...within].map((thing) => ({ text: thing.id, about: G7.nameOf(thing) }))].slice(0, 10);
};

// In SPARQL a name with a slash needs its angle brackets, or a prefix of its own.
const asTerm = (name) => (/^[\w-]+:[\w-]+$/.test(name) ? name : name.includes(":") ? `<${G7.expand(name)}>` : name);

G7.completing = (area) => {
  const list = G7.el("ul", { class: "complete", role: "listbox", id: "complete", hidden: true, "aria-label": G7.t("ask.complete") });
  let at = -1;
  let asked = 0;
  area.setAttribute("role", "combobox");
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", "complete");
  area.setAttribute("aria-expanded", "false");
  const hide = () => {
    list.hidden = true;
    at = -1;
    area.setAttribute("aria-expanded", "false");
    area.removeAttribute("aria-activedescendant");
  };
  const put = (text) => {
    const word = wordBefore(area);
    const end = area.selectionStart;
    const term = asTerm(text);
    const prefix = /^([\w-]+):[\w-]*$/.exec(term);
    area.setRangeText(term, end - word.length, end, "end");
    if (prefix && !new RegExp(`PREFIX\\s+${prefix[1]}:`, "i").test(area.value)) {
      area.setRangeText(`PREFIX ${prefix[1]}: <${G7.delivered.start.prefixes[prefix[1]]}>\n`, 0, 0, "preserve");
    }
    hide();
    area.dispatchEvent(new Event("change"));
  };
  const move = (step) => {
    const items = [...list.children];
    at = (at + step + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    items[at].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", items[at].id);
  };
  area.addEventListener("input", async () => {
    const mine = ++asked;
    const found = await G7.suggest(wordBefore(area));
    if (mine !== asked) return;
    if (!found.length) return hide();
    list.replaceChildren(...found.map(({ text, about }, index) => G7.el("li", { role: "option", id: `complete-${index}`, "aria-selected": "false", onmousedown: (event) => (event.preventDefault(), put(text)) }, G7.el("code", {}, text), " ", about)));
    at = -1;
    list.hidden = false;
    area.setAttribute("aria-expanded", "true");
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") event.preventDefault(), move(event.key === "ArrowDown" ? 1 : -1);
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) event.preventDefault(), list.children[at].dispatchEvent(new MouseEvent("mousedown", { cancelable: true }));
    else if (event.key === "Escape") hide();
  });
  area.addEventListener("blur", hide);
  return list;
};
