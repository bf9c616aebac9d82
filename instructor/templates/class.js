"use strict";
(() => {
  const table = document.getElementById("submissions");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const said = document.getElementById("said");
  const search = document.getElementById("search");
  const status = document.getElementById("status");
  const order = new Intl.Collator(undefined, { numeric: true });
  const headers = Array.from(table.tHead.rows[0].cells);

  const say = (extra) => {
    const shown = rows.filter((row) => !row.hidden).length;
    said.textContent = `${shown} of ${rows.length} submissions shown${extra || ""}.`;
  };

  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    rows.forEach((row, i) => {
      row.hidden = !texts[i].includes(wanted) || (status.value !== "" && row.dataset.status !== status.value);
    });
    say();
  };

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.number === undefined ? cell.textContent.trim() : Number(cell.dataset.number);
  };

  const compare = (a, b) => {
    if (typeof a === "string") return order.compare(a, b);
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
    return a - b;
  };

  const sort = (column) => {
    const down = headers[column].getAttribute("aria-sort") === "ascending";
    headers.forEach((header) => header.removeAttribute("aria-sort"));
    headers[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = rows.map((row) => [value(row, column), row]);
    keyed.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
    body.append(...keyed.map((pair) => pair[1]));
    say(`, sorted by ${headers[column].textContent.trim()}, ${down ? "descending" : "ascending"}`);
  };

  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(column));
    header.append(button);
  });
  search.addEventListener("input", filter);
  status.addEventListener("change", filter);
  document.getElementById("tools").hidden = false;
  say();
})();
