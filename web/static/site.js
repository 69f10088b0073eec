// Small help on every page: / goes to the search box, buttons copy. Everything works without this file.
(() => {
  "use strict";
  const typing = (target) => target.closest && target.closest("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]");

  const off = () => { try { return localStorage.getItem("rappel-keys") === "off"; } catch { return false; } };

  document.addEventListener("keydown", (event) => {
    if (off() || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const box = document.querySelector("main [data-search], [data-search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // A button that copies stands hidden in the page, as it can do nothing without this script.
  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const said = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const from = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(from.value ?? from.textContent);
        button.textContent = button.dataset.done;
      } catch {
        if (from.select) { from.focus(); from.select(); } else { getSelection().selectAllChildren(from); }
      }
      setTimeout(() => { button.textContent = said; }, 2000);
    });
  });
})();
