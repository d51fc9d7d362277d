// The page of all documents: search, order, what was decided on the pages, and its export.
{
  const body = document.querySelector("#docs tbody");
  const rows = [...body.rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const ids = new Set(rows.map((row) => row.dataset.doc));

  function find() {
    const wanted = $("search").value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !wanted.every((one) => texts[at].includes(one));
      shown += row.hidden ? 0 : 1;
    });
    $("hits").textContent = word("shown", shown);
  }

  function order(button) {
    const head = button.closest("th");
    const down = head.ariaSort === "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.ariaSort = down ? "descending" : "ascending";
    const at = head.cellIndex;
    const number = button.dataset.sort === "num";
    const key = (row) => (number ? Number(row.cells[at].textContent || -1) : row.cells[at].textContent);
    const compare = (left, right) => (number ? left - right : left.localeCompare(right, "zh"));
    const sorted = rows.map((row) => [key(row), row]).sort((one, two) => compare(one[0], two[0]) * (down ? -1 : 1));
    body.append(...sorted.map((one) => one[1]));
  }

  function count() {
    let all = 0;
    for (const row of rows) {
      const number = decisions(row.dataset.doc).length;
      row.lastElementChild.textContent = number || "";
      all += number;
    }
    $("export").textContent = word("export", all);
    return all;
  }

  function give() {
    const all = count();
    if (!all) return say(word("noexport"));
    const lists = rows.map((row) => [row.dataset.doc, decisions(row.dataset.doc)]);
    hand("corrections.csv", corrections(lists));
    say(word("exported", all));
  }

  async function take(file) {
    const [head, ...read] = rowsOf((await file.text()).replace(/^\ufeff/, ""));
    if (!head || head.join() !== ["doc_id", ...FIELDS].join()) return say(word("badfile"));
    let taken = 0;
    for (const [doc, ...values] of read) {
      if (!ids.has(doc) || values.length !== FIELDS.length) continue;
      const one = Object.fromEntries(FIELDS.map((field, at) => [field, values[at]]));
      keepDecisions(doc, [...decisions(doc).filter((old) => keyOf(old) !== keyOf(one)), one]);
      taken++;
    }
    count();
    say(word("loaded", taken, read.length - taken));
  }

  $("search").addEventListener("input", find);
  $("export").addEventListener("click", give);
  $("load").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => {
    if ($("file").files.length) take($("file").files[0]);
    $("file").value = "";
  });
  for (const button of document.querySelectorAll("[data-sort]")) button.addEventListener("click", () => order(button));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
    if (event.key === "/") $("search").focus();
    else if (event.key === "t") nextTheme();
    else if (event.key === "x") give();
    else return;
    event.preventDefault();
  });
  window.addEventListener("pageshow", count);
  window.addEventListener("storage", count);
  find();
  count();
}
