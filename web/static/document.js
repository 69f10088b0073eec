// A document's page: how a fact was read, shown beside it; the address of the words that are selected.
// Without this file each fact leads to its note below, and each passage has its address beside it.
(() => {
  "use strict";
  const bubble = document.createElement("div");
  bubble.className = "noted";
  bubble.id = "noted";
  bubble.hidden = true;
  document.querySelector("main").append(bubble);
  let shown = null, leaving = 0;

  const close = () => {
    clearTimeout(leaving);
    bubble.hidden = true;
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
  };
  const later = () => { clearTimeout(leaving); leaving = setTimeout(close, 250); };

  const open = (fact) => {
    clearTimeout(leaving);
    if (fact === shown || off(fact)) return;
    close();
    const names = (fact.dataset.notes || fact.hash.slice(1)).split(" ");
    bubble.replaceChildren(...names.reverse().map((name) => {
      const line = document.createElement("p"), note = document.getElementById(name);
      const kind = document.createElement("b");
      kind.textContent = note.closest("ol").previousElementSibling.querySelector(".fact").textContent;
      line.append(kind, ...[...note.childNodes].slice(1).map((node) => node.cloneNode(true)));
      return line;
    }));
    shown = fact;
    fact.setAttribute("aria-describedby", bubble.id);
    bubble.hidden = false;
    const place = fact.getClientRects()[0], width = document.documentElement.clientWidth;
    const below = fact.getBoundingClientRect().bottom;
    bubble.style.left = `${scrollX + Math.max(8, Math.min(place.left, width - bubble.offsetWidth - 8))}px`;
    const high = below + bubble.offsetHeight > innerHeight && place.top > bubble.offsetHeight;
    bubble.style.top = `${scrollY + (high ? place.top - bubble.offsetHeight - 4 : below + 4)}px`;
  };

  const fact = (event) => event.target.closest && event.target.closest(".text a.fact");
  const kinds = (one) => [...one.classList].filter((name) => name.startsWith("fact-")).map((name) => name.slice(5));
  const off = (one) => kinds(one).every((kind) => {
    const box = document.getElementById(`mark-${kind}`);
    return !box || !box.checked;
  });

  document.addEventListener("mouseover", (event) => {
    if (fact(event)) open(fact(event));
    else if (bubble.contains(event.target)) clearTimeout(leaving);
    else if (shown) later();
  });
  document.addEventListener("focusin", (event) => {
    if (fact(event)) open(fact(event));
    else if (!bubble.contains(event.target)) close();
  });
  document.addEventListener("click", (event) => {
    const one = fact(event);
    if (one && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(one); } else if (!bubble.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  // Facts of a kind that is not marked are no stops of the Tab key either.
  document.addEventListener("change", (event) => {
    if (!event.target.id || !event.target.id.startsWith("mark-")) return;
    document.querySelectorAll(".text a.fact").forEach((one) => {
      if (one.dataset.inner === undefined) one.dataset.inner = one.getAttribute("tabindex") ?? "";
      if (off(one) || one.dataset.inner) one.tabIndex = -1; else one.removeAttribute("tabindex");
    });
  });

  // Places count characters as the server does: a sign beyond the basic plane is one.
  const bar = document.getElementById("selected");
  if (!bar) return;
  const place = (node, offset) => {
    const text = (node.nodeType === 1 ? node : node.parentElement).closest(".text");
    if (!text) return null;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(node, offset);
    return Number(text.dataset.start) + [...before.toString()].length;
  };
  const address = document.getElementById("selected-address"), link = bar.querySelector("a");
  const base = document.getElementById("cite-address").value.split(/[?#]/)[0];
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (bar.contains(document.activeElement)) return;
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const start = range && place(range.startContainer, range.startOffset);
    const end = range && place(range.endContainer, range.endOffset);
    bar.hidden = start === null || end === null || !(start < end);
    if (bar.hidden) return;
    const query = `?s=${start}-${end}#s${start}-${end}`;
    address.value = base + query;
    link.href = new URL(base).pathname + query;
  });
})();
