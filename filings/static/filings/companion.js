// Comfort only: without this file values are selected with one click and ticked with a button.
"use strict";

const entries = [...document.querySelectorAll("[data-entry]")];
const said = document.querySelector("[data-said]");
for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

async function copy(entry) {
  const value = entry.querySelector("[data-value]");
  if (!value) return;
  try {
    await navigator.clipboard.writeText(value.textContent);
    said.textContent = `${entry.querySelector("strong").textContent} ${said.dataset.copied}`;
    entry.classList.add("was-copied");
  } catch {
    // Some browsers copy on secure pages only: the selected text is one keystroke away.
    getSelection().selectAllChildren(value);
    said.textContent = said.dataset.failed;
  }
}

for (const entry of entries) {
  const button = entry.querySelector("[data-copy]");
  if (!button) continue;
  button.hidden = false;
  button.addEventListener("click", () => copy(entry));
}

// One key for each act, as long as nobody is writing and no other key is held.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=hidden]), textarea, select")) return;
  const here = event.target.closest("[data-entry]");
  const place = entries.indexOf(here);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = entries[event.key === "ArrowDown" ? place + 1 : Math.max(place - 1, 0)];
    if (!next || (!here && event.target !== document.body)) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "center" });
  } else if (here && event.key.toLowerCase() === "c") {
    copy(here);
  } else if (here && event.key.toLowerCase() === "t") {
    here.querySelector("[data-tick]:not(:disabled)")?.click();
  }
});

// After a tick one stands where one was, ready for the next field.
document.getElementById(location.hash.slice(1))?.focus();
