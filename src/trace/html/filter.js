"use strict";
const form = document.forms[0];
const rows = [...document.querySelectorAll("tbody tr")];
for (const key of ["connection", "person"]) {
  for (const value of new Set(rows.map((row) => row.dataset[key]).filter(Boolean))) {
    form[key].append(new Option(value, value));
  }
}
const shown = (row) => ["connection", "person"].every((key) => !form[key].value || row.dataset[key] === form[key].value);
form.addEventListener("change", () => rows.forEach((row) => { row.hidden = !shown(row); }));
form.hidden = false;
