// One respondent or political statement in a panel of its own: stance, evidence, themes, copies, sentences.
const panel = byId("respondent");
const words = data.labels.panel;
const rowKeys = [...new Set(segments.map((segment) => segment.row).filter(Boolean))];
const byRow = Map.groupBy
  ? Map.groupBy(statements, (statement) => statement.segment.row)
  : statements.reduce((map, one) => map.set(one.segment.row, [...(map.get(one.segment.row) || []), one]), new Map());
let returnTo = null;
let telling = false;

function speakerOf(row) {
  const parts = segments.filter((segment) => segment.row === row);
  return parts.find((segment) => segment.kind === "response") || parts[0];
}

function rowLink(row) {
  const segment = speakerOf(row);
  return make("span", { class: "joined" }, speakerLink(segment), ...segment.parties.map((code) => chip(code, "party")));
}

function fact(name, ...content) {
  return content.some(Boolean) ? make("div", { class: "fact" }, make("h3", {}, name), ...content) : null;
}

function stanceFact(row) {
  const answer = answers.get(row);
  if (!answer) return null;
  const [path, href] = data.documents[answer.doc];
  return fact(
    words.stance,
    make("p", {}, chip(data.labels.stance[answer.stance], `chip stance-${answer.stance}`), " ",
      chip(`${words.confidence} ${answer.confidence} %`, "note"),
      answer.review ? chip(words.review, "flag") : null, answer.independent ? null : chip(words.repeats, "flag copied")),
    answer.evidence ? make("p", { class: "quote" }, answer.evidence) : null,
    make("p", {}, sourceLink(path, href, answer.page)),
  );
}

function themesFact(row, mine) {
  const counts = data.themes.map((_, number) => mine.filter((statement) => statement.themes.includes(number)).length);
  const found = counts.map((count, number) => (count
    ? make("a", { class: `chip theme theme-${number}`, href: linkTo("statements", { row, theme: data.themes[number][0] }) },
      `${data.themes[number][1]} ${count}`)
    : null)).filter(Boolean);
  return found.length ? fact(words.themes, make("p", { class: "chips" }, ...found)) : null;
}

// Who has the same copied arguments, and how many of them.
function sharesFact(row, mine) {
  const numbers = new Set(mine.flatMap((statement) => statement.passages));
  const shared = new Map();
  for (const number of numbers) {
    const others = new Set(statements.filter((one) => one.passages.includes(number)).map((one) => one.segment.row));
    for (const other of others) if (other && other !== row) shared.set(other, (shared.get(other) || 0) + 1);
  }
  const list = [...shared].sort((left, right) => right[1] - left[1]);
  return list.length
    ? fact(words.shares, make("ul", { class: "names" }, ...list.map(([other, n]) => make("li", {}, rowLink(other), ` ${n}`))))
    : null;
}

function joinsFact(name, joins) {
  const items = joins.map(([row, target, relation]) => make("li", {}, row ? rowLink(row) : target, ` `, chip(relation, "note")));
  return items.length ? fact(name, make("ul", { class: "names" }, ...items)) : null;
}

function statementsFact(row, mine) {
  const box = make("input", { type: "checkbox" });
  const holder = make("ol", { class: "statements narrow" });
  const fillList = () => {
    telling = box.checked;
    const shown = mine.filter((one) => !telling || one.themes.length || one.polarity !== "neutral");
    let section = null;
    holder.replaceChildren(...shown.flatMap((one) => {
      const heading = one.section && one.section !== section && one.section !== one.segment.respondent ? [make("li", { class: "section" }, one.section)] : [];
      section = one.section;
      return [...heading, item(one, { who: false })];
    }));
    if (!shown.length) holder.append(make("li", { class: "empty" }, words.nothing));
  };
  box.checked = telling;
  box.addEventListener("input", fillList);
  fillList();
  return fact(
    `${words.statements} (${mine.length})`,
    make("p", { class: "options" }, make("label", { class: "switch" }, box, make("span", {}, words.telling)),
      make("a", { class: "note", href: linkTo("statements", { row }) }, words.list)),
    holder,
  );
}

function panelHead(row, segment) {
  const answer = answers.get(row);
  const position = rowKeys.indexOf(row);
  const step = (offset, name, sign) => make(
    "a", { class: "button", href: linkTo("respondent", { row: rowKeys.at((position + offset) % rowKeys.length) }), "aria-label": name, title: name }, sign,
  );
  const close = make("button", { type: "button", class: "button", "aria-label": words.close, title: words.close }, "✕");
  close.addEventListener("click", () => panel.close());
  const facts = [data.labels.respondent_type[segment.type], data.labels.kind[segment.kind], data.cases.length > 1 ? segment.caseId : ""];
  return make(
    "header", {},
    make("div", {}, make("h2", { id: "respondent-title", tabindex: "-1" }, segment.respondent, " ", ...segment.parties.map((code) => chip(code, "party"))),
      make("p", { class: "note" }, facts.filter(Boolean).join(" · "),
        answer?.co.length ? ` · ${words.with} ${answer.co.join(", ")}` : "")),
    make("nav", {}, step(-1, words.previous, "←"), step(1, words.next, "→"), close),
  );
}

function openPanel({ row }) {
  const segment = speakerOf(row);
  if (!segment) return;
  const mine = byRow.get(row) || [];
  const joins = data.joins.filter(([from]) => from === row).map(([, to, relation, target]) => [to, target, relation]);
  const joined = data.joins.filter(([, to]) => to === row).map(([from, , relation]) => [from, "", relation]);
  panel.replaceChildren(panelHead(row, segment), ...[
    stanceFact(row), themesFact(row, mine), sharesFact(row, mine), joinsFact(words.joins, joins),
    joinsFact(words.joined, joined), statementsFact(row, mine),
  ].filter(Boolean));
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  byId("respondent-title").focus({ preventScroll: true });
}

panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
panel.addEventListener("close", () => {
  if (address()[0] === "respondent") history.replaceState(null, "", returnTo || "#answers");
});
