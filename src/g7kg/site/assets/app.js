// The frame around the views: navigation, switches, search box; a new address draws a new view.
const NAVIGATION = [
  ["chain", "chain"],
  ["meetings", "meetings", "meeting", "commitment"],
  ["themes", "themes", "theme"],
  ["people", "people", "party"],
  ["compare", "compare"],
  ["documents", "documents", "document"],
  ["quality", "quality"],
  ["ask", "ask"],
];

// Renew what stands around the view and carries the address: switches and navigation.
G7.renew = () => {
  const { lang, basis, view } = G7.state;
  for (const link of document.querySelectorAll("[data-lang]")) link.href = G7.here({}, { lang: link.dataset.lang });
  for (const link of document.querySelectorAll("[data-basis]")) {
    link.href = G7.here({}, { basis: link.dataset.basis });
    if (link.dataset.basis === basis) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.documentElement.lang = lang;
  for (const link of document.querySelectorAll("[data-view]")) {
    link.href = G7.address(link.dataset.view);
    const [, ...views] = NAVIGATION.find(([name]) => name === link.dataset.view);
    if (views.includes(view)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
};

const frame = () => {
  const { lang } = G7.state;
  const other = lang === "ja" ? "en" : "ja";
  const search = G7.el("form", { role: "search", class: "search" }, G7.el("input", { type: "search", name: "q", "aria-label": G7.t("search"), placeholder: G7.t("search.hint"), value: G7.state.view === "search" ? G7.state.more.q || "" : "" }));
  let timer;
  const go = () => (location.hash = G7.address("search", "", { q: search.q.value }));
  search.addEventListener("submit", (event) => (event.preventDefault(), clearTimeout(timer), go()));
  search.q.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (G7.state.view === "search" && !event.isComposing) timer = setTimeout(go, 200);
  });
  document.getElementById("skip").textContent = G7.t("skip");
  document.getElementById("skip").onclick = (event) => (event.preventDefault(), document.getElementById("main").focus());
  document.getElementById("top").replaceChildren(
    G7.el(
      "div",
      { class: "bar" },
      G7.el("a", { class: "brand", href: G7.address("chain") }, "g7kg", G7.el("span", {}, G7.t("brand"))),
      search,
      G7.el("a", { class: "lang", "data-lang": other, lang: other, href: "#" }, other === "ja" ? "日本語" : "English"),
    ),
    G7.el("nav", { "aria-label": G7.t("navigation") }, G7.el("ul", {}, NAVIGATION.map(([name]) => G7.el("li", {}, G7.el("a", { "data-view": name, href: "#" }, G7.t("nav." + name)))))),
    G7.el("nav", { class: "bases", "aria-label": G7.t("basis") }, G7.el("span", {}, G7.t("basis")), G7.el("ul", {}, G7.BASES.map((basis) => G7.el("li", {}, G7.el("a", { "data-basis": basis, href: "#" }, G7.t("level." + basis)))))),
  );
  document.getElementById("foot").replaceChildren(G7.el("p", {}, G7.t("foot", { version: G7.delivered.start.version })), G7.el("p", {}, G7.el("a", { href: "ontology.html" }, G7.t("foot.ontology"))));
};

G7.draw = async () => {
  const before = G7.state;
  G7.state = G7.read(location.hash);
  const canonical = G7.here();
  if (location.hash !== canonical) history.replaceState(null, "", canonical);
  G7.watcher?.disconnect();
  const fresh = !before || before.lang !== G7.state.lang;
  if (fresh) {
    G7.names.clear();
    frame();
  }
  G7.renew();
  const main = document.getElementById("main");
  const view = Object.hasOwn(G7.views, G7.state.view) && G7.views[G7.state.view];
  const token = (G7.drawing = {});
  main.setAttribute("aria-busy", "true");
  const stage = G7.el("div", { class: "stage" }); // drawn aside, so that a view overtaken by the next one never shows
  try {
    if (!view) throw new Error(G7.t("error.view", { name: G7.state.view }));
    const title = await view(stage);
    if (token !== G7.drawing) return;
    main.replaceChildren(stage);
    if (before && (before.view !== G7.state.view || before.thing !== G7.state.thing)) scrollTo(0, 0);
    document.title = `${title || G7.t("nav." + G7.state.view)} · g7kg`;
  } catch (error) {
    if (token === G7.drawing) main.replaceChildren(G7.el("h1", {}, G7.t("error")), G7.el("p", { class: "wrong", role: "alert" }, error.message));
  }
  if (token !== G7.drawing) return;
  main.removeAttribute("aria-busy");
  G7.shown = location.hash; // tells tests which address the screen answers
  if (before && before.view !== G7.state.view && document.activeElement?.name !== "q") main.focus({ preventScroll: true });
};

G7.load("start").then(() => {
  addEventListener("hashchange", G7.draw);
  G7.draw();
});
