// Files by drag and drop, as a list that can be changed, with how far they are. Everything works without this file.
(() => {
  "use strict";

  // The page of an upload that is still being read shows how far it is.
  const again = async (part) => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("report");
      if (answer.ok && found) {
        const before = part.querySelector("[role=status]"), now = found.querySelector("[role=status]");
        if (before.textContent !== now.textContent) before.replaceChildren(...now.childNodes);
        part.querySelector(".outcome").replaceWith(found.querySelector(".outcome"));
        if (!("lookAgain" in found.dataset)) return;
      }
    } catch { /* the server may be starting anew: look again */ }
    setTimeout(again, 2000, part);
  };
  const report = document.querySelector("#report[data-look-again]");
  if (report) setTimeout(again, 2000, report);

  const form = document.querySelector("form.upload");
  if (!form || typeof DataTransfer === "undefined") return;
  const part = (id) => document.getElementById(id);
  const input = part("files"), drop = part("drop"), chosen = part("chosen"), said = part("said"), trouble = part("trouble");
  const words = part("words").dataset, bar = form.querySelector("progress"), list = chosen.querySelector("ul");
  const endings = input.accept.split(",");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const size = (bytes) => bytes < 1e3 ? `${bytes} B` : bytes < 1e6 ? `${number.format(Math.round(bytes / 1e3))} kB` : `${number.format(Math.round(bytes / 1e5) / 10)} MB`;
  let files = [], sending = false;

  // Signs that turn the text around, or cannot be seen, are no part of a name; the server drops them too.
  const plain = (text) => text.replace(/\p{C}/gu, "");

  const complain = (text) => { trouble.textContent = text; trouble.hidden = !text; };

  // What is not allowed is said before anything is sent.
  const wrong = () => {
    if (files.length > Number(form.dataset.mostFiles)) return words.many;
    return files.reduce((sum, one) => sum + one.size, 0) > Number(form.dataset.mostBytes) ? words.large : "";
  };

  const keep = () => {
    const held = new DataTransfer();
    files.forEach((one) => held.items.add(one));
    input.files = held.files;
    chosen.hidden = files.length === 0;
    list.replaceChildren(...files.map((file, place) => {
      const item = document.createElement("li"), name = document.createElement("span"), button = document.createElement("button");
      const known = endings.some((ending) => file.name.toLowerCase().endsWith(ending));
      name.textContent = `${plain(file.name)} (${size(file.size)}${known ? "" : `; ${words.kind}`})`;
      button.type = "button";
      button.className = "plain";
      button.textContent = words.remove;
      button.setAttribute("aria-label", `${words.remove}: ${plain(file.name)}`);
      button.addEventListener("click", () => remove(place));
      item.append(name, button);
      return item;
    }));
    complain(wrong());
    said.textContent = files.length ? `${words.chosen} ${files.length}` : "";
  };

  const remove = (place) => {
    if (sending) return;
    files.splice(place, 1);
    keep();
    (list.querySelectorAll("button")[Math.min(place, files.length - 1)] || input).focus();
  };

  const add = (more) => {
    const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
    files = [...files, ...[...more].filter((one) => !files.some((held) => same(one, held)))];
    keep();
  };

  input.addEventListener("change", () => { if (!sending) add(input.files); });
  part("drag").hidden = false;
  // A file that misses its place must not replace the page.
  ["dragover", "drop"].forEach((name) => window.addEventListener(name, (event) => event.preventDefault()));
  ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, () => drop.classList.add("over")));
  ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("over")));
  drop.addEventListener("drop", (event) => {
    if (sending) return;
    const folders = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry && one.webkitGetAsEntry());
    const dropped = [...event.dataTransfer.files].filter((_, place) => !(folders[place] && folders[place].isDirectory));
    add(dropped);
    if (dropped.length < event.dataTransfer.files.length) complain(words.folder);
  });

  const rest = (busy) => {
    sending = busy;
    part("going").hidden = !busy;
    form.querySelectorAll("button, input[type=checkbox], select").forEach((one) => { one.disabled = busy; });
  };

  const failed = (text) => { rest(false); said.textContent = ""; complain(text); trouble.scrollIntoView({ block: "nearest" }); };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    if (wrong()) { complain(wrong()); return; }
    const body = new FormData(form), request = new XMLHttpRequest();
    let told = -1;
    complain("");
    rest(true);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = total ? Math.round((loaded / total) * 100) : 0;
      const step = Math.floor(bar.value / 25) * 25;
      if (step > told) { told = step; said.textContent = `${words.sent} ${step} %`; }
    });
    request.upload.addEventListener("load", () => { said.textContent = words.reading; });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* an answer of a proxy, in its own words */ }
      if (request.status === 200 && answer.address) location.assign(answer.address); else failed(answer.error || words.failed);
    });
    ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, () => failed(words.failed)));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });

  // Back in the browser shows the page as it was left.
  window.addEventListener("pageshow", () => rest(false));
  if (input.files.length) add(input.files);
})();
