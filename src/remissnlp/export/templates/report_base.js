// Data, and small helpers that all parts share. The parts are joined into one script, in one function.
// Document text enters the page through textContent only, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
document.documentElement.classList.add("scripted");
const label = data.labels.list;
const PAGE_SIZE = 50;
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

const segments = data.segments.map(([doc, respondent, kind, parties, heading, counted, stance, row, type]) => {
  const [path, href, caseId] = data.documents[doc];
  return { path, href, caseId, respondent, kind, parties, heading, counted, stance, row, type };
});

const statements = data.statements.map(([segment, page, text, themes, polarity, section, holder, passages, repeated]) => ({
  segment: segments[segment], page, text, themes, polarity, section, holder, passages, repeated,
  search: `${text} ${section}`.toLocaleLowerCase("sv"),
}));

const themeNumber = new Map(data.themes.map(([id], number) => [id, number]));

const answers = new Map(data.answers.map(([row, co, stance, confidence, review, evidence, doc, page, independent]) => [
  row, { row, co, stance, confidence, review, evidence, doc, page, independent },
]));

function chip(text, className) {
  return make("span", { class: className }, text);
}

function sourceLink(path, href, page, { short = false } = {}) {
  const place = `${path}, ${label.page} ${page}`;
  const text = short ? `${label.page} ${page}` : place;
  if (!href) return chip(text, "place");
  return make("a", { class: "place", title: place, href: path.toLowerCase().endsWith(".pdf") ? `${href}#page=${page}` : href }, text);
}

// The address keeps what is shown: #section?name=value.
function address() {
  const [id, query] = location.hash.slice(1).split("?");
  return [id, Object.fromEntries(new URLSearchParams(query || ""))];
}

function linkTo(id, values) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
  return query ? `#${id}?${query}` : `#${id}`;
}
