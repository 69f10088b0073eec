// Single keys for the forms of editors. Everything on the page works without this file.
(() => {
  "use strict";
  const OFF = "rappel-keys-off";
  const box = document.getElementById("keys");
  let on = true;
  try { on = localStorage.getItem(OFF) !== "1"; } catch { /* storage may be forbidden: keys stay on */ }

  if (box) {
    document.getElementById("keys-off").hidden = false;
    box.checked = on;
    box.addEventListener("change", () => {
      on = box.checked;
      try { on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* as above */ }
    });
  }

  const typing = (target) => target.closest && target.closest("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]");

  const press = (found) => {
    if (found.tagName !== "SUMMARY") { found.click(); return; }
    const part = found.parentElement;
    part.open = !part.open;
    const first = part.open && part.querySelector("input:not([type=hidden]), select, textarea");
    (first || found).focus();
    if (part.open) part.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const part = event.target.closest && event.target.closest("details.deed[open]");
      if (part) { part.open = false; part.querySelector("summary").focus(); }
      return;
    }
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(event.key));
    if (found) { event.preventDefault(); press(found); }
  });

  // A second press of a button must not send the same form twice.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((one) => delete one.dataset.sent));
})();
