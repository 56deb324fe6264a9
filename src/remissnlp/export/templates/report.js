// The report's own script: sortable tables and the statement list with its filters.
// Document text enters the page through textContent only, never as markup.
(() => {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const label = data.labels.list;
  const PAGE_SIZE = 100;
  const VIEWS = new Set(["response", "decision", "summary", "advisory_council", "special_statement", "substitute_statement", "reservation"]);
  const RETOLD = { proposal: label.retold, quote: label.quoted };
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

  const byId = (id) => document.getElementById(id);

  // Make an element; children are nodes or strings, and strings become text.
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // --- data ------------------------------------------------------------------------------------------------------

  const segments = data.segments.map(([doc, respondent, kind, parties, heading, counted, stance, row]) => {
    const [path, href, caseId] = data.documents[doc];
    return { path, href, caseId, respondent, kind, parties, heading, counted, stance, row };
  });

  const statements = data.statements.map(([segment, page, text, themes, polarity, section, holder, passages]) => ({
    segment: segments[segment], page, text, themes, polarity, section, holder, passages,
    search: `${text} ${section}`.toLocaleLowerCase("sv"),
  }));

  const themeNumber = new Map(data.themes.map(([id], number) => [id, number]));

  // --- filters ---------------------------------------------------------------------------------------------------

  function distinct(values) {
    return [...new Set(values)].filter(Boolean).sort(collator.compare);
  }

  const pairs = (values) => values.map((value) => [value, value]);
  const present = (labels, values) => Object.entries(labels).filter(([value]) => values.has(value));

  const FIELDS = [
    { name: "respondent", options: pairs(distinct(segments.map((segment) => segment.respondent))) },
    { name: "party", options: pairs(distinct(segments.flatMap((segment) => segment.parties))) },
    { name: "theme", options: data.themes },
    { name: "stance", options: present(data.labels.stance, new Set(segments.map((segment) => segment.stance))) },
    { name: "polarity", options: Object.entries(data.labels.polarity) },
    {
      name: "kind", any: label.views,
      options: [["all", label.everything], ...present(data.labels.kind, new Set(segments.map((segment) => segment.kind)))],
    },
    ...(data.cases.length > 1 ? [{ name: "case", options: pairs(data.cases) }] : []),
  ];

  // Without a choice of kind, the list holds what the matrix counts: answers and statements, each answer once.
  function inScope(segment, { row: wantedRow, kind, copies }) {
    if (wantedRow) return segment.row === wantedRow;
    if (!kind) return Boolean(segment.row) || (Boolean(copies) && VIEWS.has(segment.kind));
    return (kind === "all" || segment.kind === kind) && Boolean(copies || segment.counted);
  }

  // Return a function that says whether a statement passes the filters of the form.
  function predicate(filters) {
    const theme = themeNumber.get(filters.theme);
    const query = (filters.q || "").trim().toLocaleLowerCase("sv");
    const equal = (wanted, value) => !wanted || wanted === value;
    return (statement) => {
      const { segment, themes, polarity, search } = statement;
      return inScope(segment, filters)
        && (!filters.theme || themes.includes(theme))
        && equal(filters.respondent, segment.respondent)
        && equal(filters.stance, segment.stance)
        && equal(filters.polarity, polarity)
        && equal(filters.case, segment.caseId)
        && (!filters.party || segment.parties.includes(filters.party))
        && (!query || search.includes(query));
    };
  }

  const form = byId("filters");
  const controls = {};
  let row = "";

  function buildForm() {
    controls.q = make("input", { type: "search", name: "q", autocomplete: "off" });
    form.append(make("label", { class: "wide" }, label.search, controls.q));
    for (const { name, options, any } of FIELDS) {
      if (!options.length) continue;
      const all = make("option", { value: "" }, any || label.any);
      const choices = options.map(([value, text]) => make("option", { value }, text));
      controls[name] = make("select", { name }, all, ...choices);
      form.append(make("label", {}, label[name], controls[name]));
    }
    controls.copies = make("input", { type: "checkbox", name: "copies" });
    form.append(make("label", { class: "check" }, controls.copies, label.copies));
    const clear = make("button", { type: "button", class: "button", id: "clear" }, label.clear);
    clear.addEventListener("click", () => apply({}));
    form.append(clear);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => show(readForm()));
  }

  function readForm() {
    const filters = row ? { row } : {};
    for (const [name, control] of Object.entries(controls)) {
      const value = control.type === "checkbox" ? (control.checked ? "1" : "") : control.value;
      if (value) filters[name] = value;
    }
    return filters;
  }

  function writeForm(filters) {
    row = filters.row || "";
    for (const [name, control] of Object.entries(controls)) {
      if (control.type === "checkbox") control.checked = Boolean(filters[name]);
      else control.value = filters[name] || "";
    }
  }

  // --- list ------------------------------------------------------------------------------------------------------

  const list = byId("list");
  const more = byId("more");
  let hits = statements;

  function chip(text, className) {
    return make("span", { class: className }, text);
  }

  function placeOf({ segment, page }) {
    const text = `${segment.path}, ${label.page} ${page}`;
    if (!segment.href) return chip(text, "place");
    const href = segment.path.toLowerCase().endsWith(".pdf") ? `${segment.href}#page=${page}` : segment.href;
    return make("a", { class: "place", href }, text);
  }

  function tags({ segment, themes, polarity, holder, passages }) {
    const note = RETOLD[holder] || (holder ? `${label.holder} ${holder}` : "");
    return [
      ...themes.filter((number) => data.themes[number][0] !== "uncoded").map((number) => chip(data.themes[number][1], `chip theme theme-${number}`)),
      polarity === "neutral" ? null : chip(data.labels.polarity[polarity], `chip tone-${polarity}`),
      note ? chip(note, "note") : null,
      ...passages.map((number) => make("a", { class: "note", href: `#passage-${number}` }, label.copied)),
    ];
  }

  function item(statement) {
    const { segment, section, text } = statement;
    const kind = segment.kind === "response" ? null : chip(data.labels.kind[segment.kind], "note");
    const heading = section || segment.heading;
    return make(
      "li", {},
      make("div", { class: "meta" }, chip(segment.respondent, "who"), ...segment.parties.map((code) => chip(code, "party")), kind,
        heading && heading !== segment.respondent ? chip(heading, "note") : null),
      make("p", { class: "quote" }, text),
      make("div", { class: "foot" }, ...tags(statement), placeOf(statement)),
    );
  }

  function showMore(count = PAGE_SIZE) {
    const start = list.childElementCount;
    const batch = document.createDocumentFragment();
    for (const statement of hits.slice(start, start + count)) batch.append(item(statement));
    list.append(batch);
    more.hidden = list.childElementCount >= hits.length;
  }

  // Show what passes the filters, and keep the filters in the address.
  function show(filters, { keepAddress = false } = {}) {
    hits = statements.filter(predicate(filters));
    list.replaceChildren();
    showMore();
    const shown = byId("shown");
    shown.textContent = hits.length ? fill(label.shown, { n: hits.length, total: statements.length }) : label.none;
    const speaker = filters.row && segments.find((segment) => segment.row === filters.row);
    if (speaker) {
      const parts = [speaker.respondent, ...(speaker.parties.length ? [`(${speaker.parties.join(", ")})`] : [])];
      shown.append(` · ${label.only} `, chip(parts.join(" "), "who"));
    }
    if (!keepAddress) {
      const query = new URLSearchParams(filters).toString();
      history.replaceState(null, "", query ? `#statements?${query}` : "#statements");
    }
  }

  function apply(filters) {
    writeForm(filters);
    show(readForm());
  }

  // Addresses such as #statements?theme=x come from the matrix, from a bookmark or from a colleague.
  function followAddress() {
    const [id, query] = location.hash.slice(1).split("?");
    if (id.startsWith("passage-")) return openPassage(id);
    if (id !== "statements") return undefined;
    writeForm(Object.fromEntries(new URLSearchParams(query || "")));
    show(readForm(), { keepAddress: true });
    const title = byId("statements-title");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    return byId("statements").scrollIntoView();
  }

  function openPassage(id) {
    const passage = byId(id);
    if (!passage) return;
    passage.open = true;
    passage.scrollIntoView();
    passage.querySelector("summary").focus({ preventScroll: true });
  }

  // --- tables ----------------------------------------------------------------------------------------------------

  function sortKey(tableRow, column) {
    const cell = tableRow.cells[column];
    return cell.dataset.sort ?? cell.textContent.trim();
  }

  function sortBy(table, column, header) {
    const up = header.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    for (const body of table.tBodies) {
      const rows = [...body.rows].filter((tableRow) => !tableRow.classList.contains("group"));
      rows.sort((left, right) => collator.compare(sortKey(left, column), sortKey(right, column)) * (up ? 1 : -1));
      body.append(...rows);
    }
  }

  function makeSortable(table) {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = make("button", { type: "button", title: `${label.sort} ${header.textContent.trim()}` });
      button.append(...header.childNodes);
      button.addEventListener("click", () => sortBy(table, column, header));
      header.append(button);
    });
  }

  // --- print -----------------------------------------------------------------------------------------------------

  let closed = [];

  function openAll() {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
    showMore(hits.length);
  }

  function closeAgain() {
    for (const details of closed) details.open = false;
  }

  // --- start -----------------------------------------------------------------------------------------------------

  buildForm();
  show({}, { keepAddress: true });
  document.querySelectorAll("table.sortable").forEach(makeSortable);
  more.addEventListener("click", () => showMore());
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("beforeprint", openAll);
  window.addEventListener("afterprint", closeAgain);
  followAddress();
})();
