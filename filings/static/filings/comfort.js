// Comfort only: every page works without this file.
"use strict";

// A menu closes with Escape, or when one goes elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.menu[open]");
  if (menu) menu.querySelector("summary").focus();
  closeMenus();
  if (location.hash === "#navigation") location.hash = "main";
});

// "/" goes to the search, as long as nobody is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
  const search = document.querySelector(".topbar input[type=search]");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});

// Errors are read first.
document.querySelector(".error-summary")?.focus();

// Leaving a form with typed, unsaved text is asked about; a rearranged form arrives unsaved.
let dirty = false;
let strokes = 0;
function typed(isTyped) {
  dirty = isTyped;
  for (const note of document.querySelectorAll("[data-unsaved-note]")) note.hidden = !isTyped;
}
typed(document.querySelector("form[data-unsaved]") !== null);
document.addEventListener("input", (event) => {
  if (!event.target.closest("main form[method=post]")) return;
  strokes += 1;
  typed(true);
});

// A form that saves itself says when it could not; what was typed meanwhile is still unsaved.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("form[data-keeps]")) event.target.dataset.keeps = strokes;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!form.matches("form[data-keeps]")) return;
  const answer = event.detail.successful ? event.detail.xhr.responseText : "";
  form.querySelector("[data-unkept]").hidden = answer.includes("draft-line");
  if (answer.includes("data-kept") && Number(form.dataset.keeps) === strokes) typed(false);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.requestConfig.elt.matches("form[data-keeps]") && !event.detail.xhr.responseText.includes("draft-line")) event.detail.shouldSwap = false;
});
document.addEventListener("submit", (event) => {
  if (event.target.method === "post") dirty = false;
});
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
