// Follows the address, prepares printing and starts everything.
let closed = [];

function openAll() {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
  showMore(hits.length);
}

function closeAgain() {
  for (const details of closed) details.open = false;
}

function openPassage(id) {
  const passage = byId(id);
  if (!passage) return;
  passage.open = true;
  passage.scrollIntoView();
  passage.querySelector("summary").focus({ preventScroll: true });
}

// Addresses such as #statements?theme=x come from the matrix, from a bookmark or from a colleague.
function followAddress(event) {
  const [id, values] = address();
  if (id === "respondent") {
    if (event?.oldURL && !event.oldURL.includes("#respondent?")) returnTo = new URL(event.oldURL).hash;
    return openPanel(values);
  }
  if (panel.open) panel.close();
  if (id.startsWith("passage-")) return openPassage(id);
  if (id === "themes") {
    once.checked = Boolean(values.once);
    showMatrix();
    return byId("themes").scrollIntoView();
  }
  if (id !== "statements") return undefined;
  writeForm(values);
  show(readForm(), { keepAddress: true });
  const title = byId("statements-title");
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  return byId("statements").scrollIntoView();
}

// The part of the report that is on the screen is marked in the contents.
function markContents() {
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const link = links.get(target.id);
      if (isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  for (const id of links.keys()) observer.observe(byId(id));
}

buildForm();
show({}, { keepAddress: true });
showMatrix();
document.querySelectorAll("table.sortable").forEach(makeSortable);
data.charts.forEach(drawChart);
markContents();
more.addEventListener("click", () => showMore());
once.addEventListener("input", switchOnce);
window.addEventListener("hashchange", followAddress);
window.addEventListener("beforeprint", openAll);
window.addEventListener("afterprint", closeAgain);
followAddress();
