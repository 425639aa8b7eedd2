"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const table = by("lycees"), search = by("recherche"), status = by("statut"), order = by("tri"), clear = by("effacer");
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  const sortable = heads.filter((head) => "tri" in head.dataset);
  const rows = Array.from(body.rows, (row) => ({
    row,
    text: row.dataset.recherche,
    status: row.dataset.statut,
    keys: Array.from(row.cells, (cell) => cell.dataset.cle ?? ""),
  }));
  const collator = new Intl.Collator("fr", { numeric: true });
  const number = new Intl.NumberFormat("fr-FR");

  // As the keys of the rows are made: without accents, capitals, hyphens and apostrophes.
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/['’-]/g, " ").split(/\s+/).filter(Boolean);

  function show() {
    const words = plain(search.value);
    let shown = 0;
    for (const one of rows) {
      const visible = (!status.value || one.status === status.value) && words.every((word) => one.text.includes(word));
      if (one.row.hidden === visible) one.row.hidden = !visible;
      shown += visible;
    }
    by("vide").hidden = shown > 0;
    clear.hidden = !words.length && !status.value;
    by("compte").textContent = `${number.format(shown)} ${shown > 1 ? "lycées affichés" : "lycée affiché"} sur ${number.format(rows.length)}`;
  }

  // What has no key, a masked or a missing figure, comes last in both directions.
  function sort(head, downward) {
    const column = head.cellIndex, numeric = head.dataset.tri === "n", sign = downward ? -1 : 1;
    rows.sort(({ keys: { [column]: a } }, { keys: { [column]: b } }) => {
      if (a === "" || b === "") return (a === "") - (b === "");
      return sign * (numeric ? a - b : collator.compare(a, b));
    });
    body.append(...rows.map((one) => one.row));
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", downward ? "descending" : "ascending");
    order.value = `${column} ${downward}`;
  }

  // Words begin at A, figures with the greatest; a second time, the other way.
  function toggle(head) {
    const now = head.getAttribute("aria-sort");
    sort(head, now ? now === "ascending" : head.dataset.tri === "n");
  }

  for (const head of sortable) {
    const text = head.textContent;
    for (const downward of head.dataset.tri === "n" ? [true, false] : [false, true]) {
      const option = new Option(`${text} ${downward ? "↓" : "↑"}`, `${head.cellIndex} ${downward}`);
      option.defaultSelected = option.selected = head.getAttribute("aria-sort") === (downward ? "descending" : "ascending");
      order.add(option);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    const word = document.createElement("span"); // where the button is not shown
    word.className = "mot";
    word.textContent = text;
    head.append(word);
    button.addEventListener("click", () => toggle(head));
    head.append(button);
  }
  order.addEventListener("change", () => {
    const [column, downward] = order.value.split(" ");
    sort(heads[Number(column)], downward === "true");
  });
  search.addEventListener("input", show);
  status.addEventListener("change", show);
  clear.addEventListener("click", () => {
    search.value = status.value = "";
    show();
    search.focus();
  });
  by("outils").addEventListener("submit", (event) => event.preventDefault());
  by("outils").hidden = false;
  addEventListener("pageshow", show); // what a browser has filled in again counts
  show();
})();
