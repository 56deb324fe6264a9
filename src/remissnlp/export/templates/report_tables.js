// Sortable tables, and the matrix: tones below the numbers, and copies counted once.
const once = byId("once");
const TONES = Object.keys(data.labels.polarity);

function sortKey(tableRow, column) {
  const cell = tableRow.cells[column];
  if (once.checked && cell.dataset.once) return cell.dataset.once;
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

// A thin bar of the tones; the numbers are said in words, too.
function showTones(link) {
  const counts = (once.checked ? link.dataset.onceTones : link.dataset.tones).split(",").map(Number);
  link.querySelector(".tones")?.remove();
  const bar = make("span", { class: "tones", "aria-hidden": "true" });
  counts.forEach((count, number) => {
    if (!count) return;
    const part = make("i", { class: `tone-${TONES[number]}` });
    part.style.flexGrow = count;
    bar.append(part);
  });
  link.append(bar);
  const words = TONES.map((tone, number) => (counts[number] ? `${data.labels.polarity[tone]} ${counts[number]}` : ""));
  link.title = words.filter(Boolean).join(", ");
  link.dataset.name ??= link.getAttribute("aria-label").replace(/: \d+$/, "");
  link.setAttribute("aria-label", `${link.dataset.name}: ${counts.reduce((sum, count) => sum + count, 0)} (${link.title})`);
}

function showMatrix() {
  byId("themes").classList.toggle("counts-once", once.checked);
  for (const link of document.querySelectorAll("#themes td a")) {
    const [id, query] = link.getAttribute("href").slice(1).split("?");
    const values = Object.fromEntries(new URLSearchParams(query));
    link.setAttribute("href", linkTo(id, { ...values, once: once.checked ? "1" : "" }));
    if (link.dataset.tones) showTones(link);
  }
}

function switchOnce() {
  showMatrix();
  history.replaceState(null, "", linkTo("themes", { once: once.checked ? "1" : "" }));
}
