// The list of statements and its filters.
function distinct(values) {
  return [...new Set(values)].filter(Boolean).sort(collator.compare);
}

const pairs = (values) => values.map((value) => [value, value]);
const present = (labels, values) => Object.entries(labels).filter(([value]) => values.has(value));

const FIELDS = [
  { name: "respondent", options: pairs(distinct(segments.map((segment) => segment.respondent))) },
  { name: "type", options: present(data.labels.respondent_type, new Set(segments.map((segment) => segment.type))) },
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
    const { segment, themes, polarity, search, repeated } = statement;
    return inScope(segment, filters)
      && (!filters.theme || themes.includes(theme))
      && equal(filters.respondent, segment.respondent)
      && equal(filters.type, segment.type)
      && equal(filters.stance, segment.stance)
      && equal(filters.polarity, polarity)
      && equal(filters.case, segment.caseId)
      && (!filters.party || segment.parties.includes(filters.party))
      && !(filters.once && repeated)
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
  for (const name of ["copies", "once"]) {
    controls[name] = make("input", { type: "checkbox", name });
    form.append(make("label", { class: "check" }, controls[name], label[name]));
  }
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


const list = byId("list");
const more = byId("more");
let hits = statements;

function tags({ segment, themes, polarity, holder, passages }) {
  const note = RETOLD[holder] || (holder ? `${label.holder} ${holder}` : "");
  return [
    ...themes.filter((number) => data.themes[number][0] !== "uncoded").map((number) => chip(data.themes[number][1], `chip theme theme-${number}`)),
    polarity === "neutral" ? null : chip(data.labels.polarity[polarity], `chip tone-${polarity}`),
    note ? chip(note, "note") : null,
    ...passages.map((number) => make("a", { class: "note", href: `#passage-${number}` }, label.copied)),
  ];
}

function speakerLink(segment) {
  if (!segment.row) return chip(segment.respondent, "who");
  return make("a", { class: "who", href: linkTo("respondent", { row: segment.row }) }, segment.respondent);
}

// A sentence with who said it (where `who`), its labels and its place.
function item(statement, { who = true } = {}) {
  const { segment, section, text } = statement;
  const kind = segment.kind === "response" ? null : chip(data.labels.kind[segment.kind], "note");
  const heading = section || segment.heading;
  return make(
    "li", {},
    !who ? null : make("div", { class: "meta" }, speakerLink(segment), ...segment.parties.map((code) => chip(code, "party")), kind,
      heading && heading !== segment.respondent ? chip(heading, "note") : null),
    make("p", { class: "quote" }, text),
    make("div", { class: "foot" }, ...tags(statement), sourceLink(segment.path, segment.href, statement.page, { short: !who })),
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
    history.replaceState(null, "", linkTo("statements", filters));
  }
}

function apply(filters) {
  writeForm(filters);
  show(readForm());
}
