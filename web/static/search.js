// Keys on the results: j and k go from result to result; Enter opens, as on any link. They can be switched off.
(() => {
  "use strict";
  const KEY = "rappel-keys";
  const results = [...document.querySelectorAll("[data-result]")];
  const off = () => { try { return localStorage.getItem(KEY) === "off"; } catch { return false; } };
  const typing = (target) => target.closest && target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");

  document.addEventListener("keydown", (event) => {
    if (!["j", "k", "/"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (off()) { event.stopImmediatePropagation(); return; }
    if (event.key === "/" || !results.length) return;
    const here = results.findIndex((link) => link.closest("li").contains(document.activeElement));
    const next = event.key === "j" ? Math.min(here + 1, results.length - 1) : Math.max(here - 1, 0);
    results[next].focus();
    results[next].closest("li").scrollIntoView({ block: "nearest" });
    event.preventDefault();
  }, true);

  document.querySelectorAll("[data-keys]").forEach((box) => { box.hidden = false; });
  document.querySelectorAll("[data-keys-switch]").forEach((button) => {
    const show = () => { button.textContent = off() ? button.dataset.on : button.dataset.off; };
    show();
    button.addEventListener("click", () => {
      try { localStorage.setItem(KEY, off() ? "on" : "off"); } catch { /* a browser that keeps nothing */ }
      show();
    });
  });
})();
