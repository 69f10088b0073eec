// On a phone the columns of the board fold, and only the first that holds something is open. Works without this file.
(() => {
  "use strict";
  if (!matchMedia("(max-width: 40rem)").matches) return;
  const columns = [...document.querySelectorAll(".board > details")];
  const first = columns.find((column) => column.querySelector("article"));
  columns.forEach((column) => { column.open = column === first; });
})();
