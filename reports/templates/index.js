"use strict";
(() => {
  const table = document.getElementById("lycees");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const search = document.getElementById("recherche");
  const status = document.getElementById("statut");
  const count = document.getElementById("compte");
  const heads = Array.from(table.tHead.rows[0].cells);
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/['’-]/g, " ").split(/\s+/).filter(Boolean);
  const key = (row, column) => row.cells[column].dataset.cle ?? "";

  function show() {
    const words = plain(search.value);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !(words.every((word) => row.dataset.recherche.includes(word)) && (!status.value || row.dataset.statut === status.value));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = shown + (shown > 1 ? " lycées affichés sur " : " lycée affiché sur ") + rows.length;
  }

  function sort(head) {
    const column = head.cellIndex, numeric = head.dataset.tri === "n";
    const downward = head.hasAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : numeric;
    const sign = downward ? -1 : 1;
    const compare = (a, b) => {
      const x = key(a, column), y = key(b, column);
      if (x === "" || y === "") return (x === "") - (y === "");
      return sign * (numeric ? Number(x) - Number(y) : x.localeCompare(y, "fr"));
    };
    rows.sort(compare);
    body.append(...rows);
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", downward ? "descending" : "ascending");
  }

  for (const head of heads.filter((one) => "tri" in one.dataset)) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head));
    head.append(button);
  }
  search.addEventListener("input", show);
  status.addEventListener("change", show);
  document.getElementById("outils").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("outils").hidden = false;
  show();
})();
