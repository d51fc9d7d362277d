// One document: its source and its records are linked by byte offsets (data-s, data-e).
// Of records: data-l line, data-f the records that a relation concerns. Of facts: data-i indicator, data-n
// label and data-u unit on the row, data-a applicant, data-p scope, data-v value, data-pr as printed,
// data-im as implied. Nothing from the document is ever written as markup: only textContent is set.
{
  const doc = document.body.dataset.doc;
  const source = $("src");
  const panels = $("panels");
  const inspector = $("insp");
  const from = (el) => Number(el.dataset.s);
  const to = (el) => Number(el.dataset.e);
  const stretches = [...source.querySelectorAll(".m")];
  const starts = stretches.map(from);
  const ends = stretches.map(to);
  const records = [...panels.querySelectorAll(".r[data-s]")];
  const facts = [...panels.querySelectorAll("button.f")];
  const relations = new Map();
  for (const check of panels.querySelectorAll(".c"))
    for (const id of check.dataset.f.split(" ")) {
      if (!relations.has(id)) relations.set(id, []);
      relations.get(id).push(check);
    }

  // ── Places ──
  function firstAt(offset) {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  function within(start, end) {
    const found = [];
    for (let at = firstAt(start); at < stretches.length && starts[at] <= end; at++)
      if (ends[at] <= end && (start === end ? ends[at] === start : starts[at] < end)) found.push(stretches[at]);
    return found;
  }
  function around(stretch) {
    const [start, end] = [from(stretch), to(stretch)];
    const found = records.filter((one) => !one.classList.contains("c") && from(one) <= start && to(one) >= end &&
      (start < end || to(one) === start));
    const rank = (one) => (to(one) - from(one)) * 2 + (one.classList.contains("f") ? 0 : 1);
    return found.sort((one, two) => rank(one) - rank(two));
  }
  function concerned(record) {
    const found = record.dataset.s === undefined ? [] : within(from(record), to(record));
    if (!record.dataset.f) return found;
    const parts = record.dataset.f.split(" ").map((id) => $(id)).filter((one) => one?.dataset.s !== undefined);
    return [...new Set([...found, ...parts.flatMap((one) => within(from(one), to(one)))])];
  }
  function light(list, name) {
    for (const one of [...document.querySelectorAll(`.${name}`)]) one.classList.remove(name);
    for (const one of list) one.classList.add(name);
  }
  function show(el, pane) {
    if (!el) return;
    const bring = () => {
      const [box, frame] = [el.getBoundingClientRect(), pane.getBoundingClientRect()];
      if (box.top < frame.top + 60 || box.bottom > frame.bottom - 30)
        pane.scrollTop += box.top - frame.top - frame.height / 3;
    };
    // What is laid out only when it is seen takes its height when it comes into view: look twice again.
    el.scrollIntoView({ block: "center" });
    bring();
    requestAnimationFrame(() => {
      bring();
      requestAnimationFrame(bring);
    });
  }

  // ── Panels, filters, search ──
  let panel = null;
  let filter = "all";
  let items = null;
  const tabs = [...document.querySelectorAll("[data-panel]")];
  const chips = [...document.querySelectorAll("[data-filter]")];
  function open(name) {
    panel = $(`p-${name}`);
    for (const one of panels.querySelectorAll(".panel")) one.classList.toggle("on", one === panel);
    for (const tab of tabs) tab.classList.toggle("on", tab.dataset.panel === name);
    items = null;
    panels.scrollTop = 0;
  }
  const texts = new Map();
  function text(el) {
    if (!texts.has(el)) texts.set(el, el.textContent.toLowerCase());
    return texts.get(el);
  }
  function sieve() {
    const wanted = $("search").value.trim().toLowerCase();
    const all = filter === "all" || filter === "unc";
    for (const row of panels.querySelectorAll(".ft tbody tr")) {
      const fits = !wanted || text(row).includes(wanted);
      let some = false;
      for (const fact of row.querySelectorAll(".f")) {
        const mine = all || fact.classList.contains(filter);
        fact.classList.toggle("out", !mine);
        some ||= mine;
      }
      row.hidden = row.classList.contains("hd") ? !all || Boolean(wanted) : !fits || !some;
    }
    for (const group of panels.querySelectorAll(".g"))
      group.hidden = ![...group.querySelectorAll("tbody tr")].some((row) => !row.hidden);
    for (const row of panels.querySelectorAll(".row, .c")) row.hidden = Boolean(wanted) && !text(row).includes(wanted);
    source.classList.toggle("only", filter !== "all" && filter !== "done");
    for (const one of source.querySelectorAll(".keep")) one.classList.remove("keep");
    if (filter !== "all") for (const one of source.querySelectorAll(`.m.${filter}`)) one.classList.add("keep");
    for (const chip of chips) chip.ariaPressed = String(chip.dataset.filter === filter);
    items = null;
  }
  function sift(name) {
    filter = name;
    if (name === "unc") open("unclaimed");
    else if (name !== "all" || !panel) open("facts");
    sieve();
    say(word("shown", list().length));
  }
  function list() {
    const wanted = filter === "all" || filter === "unc" ? ".r" : ".r:not(.idf)";
    items ??= [...panel.querySelectorAll(wanted)].filter((one) => !one.classList.contains("out") && !one.closest("[hidden]"));
    return items;
  }

  // ── Selection ──
  let chosen = null;
  let again = 0;
  function select(record, { stay = false, still = false } = {}) {
    chosen = record;
    const home = record.closest(".panel");
    if (!stay && home !== panel) open(home.id.slice(2));
    if (!stay && (record.closest("[hidden]") || record.classList.contains("out"))) {
      $("search").value = "";
      filter = "all";
      sieve();
    }
    const places = concerned(record);
    const links = [...panels.querySelectorAll(`.op[href="#${record.id}"]`)];
    light([record, ...places, ...links], "sel");
    if (!still) show(places[0] ?? (record.dataset.s === undefined ? null : nearest(from(record))), source);
    if (record.classList.contains("f")) inspect(record);
    else inspector.hidden = true;
    if (!stay) show(record, panels);
    // What opens below must not hide what was clicked.
    else if (record.closest(".panel") === panel) record.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", `#${record.id}`);
  }
  function nearest(offset) {
    return stretches[Math.min(firstAt(offset), stretches.length - 1)];
  }
  function move(step) {
    const all = list();
    if (!all.length) return say(word("end"));
    const at = all.indexOf(chosen);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    if (!all[next]) return say(word("end"));
    select(all[next]);
    all[next].focus({ preventScroll: true });
  }
  function problem(step) {
    const all = [...panels.querySelectorAll(".f.bad, .f.unr, .c.fails")];
    const at = all.indexOf(chosen);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    if (!next) return say(word("end"));
    select(next);
    next.focus({ preventScroll: true });
  }

  // ── One fact, and the reviewer's word on it ──
  function make(tag, name, text) {
    const el = document.createElement(tag);
    if (name) el.className = name;
    if (text !== undefined) el.textContent = text;
    return el;
  }
  function keyFields(fact) {
    return {
      indicator: fact.closest("tr").dataset.i,
      applicant: fact.dataset.a ?? "",
      scope: fact.dataset.p ?? "",
      value_seen: fact.dataset.v ?? "",
    };
  }
  const decided = new Map();
  const stale = [];
  // A correction names indicator, applicant and scope: it is about the one fact of a table that has them,
  // or of a sentence where no table does.
  const nameOf = (fact) => [fact.closest("tr").dataset.i, fact.dataset.a, fact.dataset.p].join("\u001f");
  const namesakes = new Map();
  for (const fact of facts) {
    const name = nameOf(fact);
    if (!namesakes.has(name)) namesakes.set(name, []);
    namesakes.get(name).push(fact);
  }
  function unnameable(fact) {
    const all = namesakes.get(nameOf(fact));
    const tables = all.filter((one) => !one.classList.contains("prose"));
    if (fact.classList.contains("prose") && tables.length) return word("repeated");
    return (tables.length ? tables : all).length > 1 ? word("ambiguous") : "";
  }
  function inspect(fact) {
    const row = fact.closest("tr");
    const standing = ["bad", "unr", "un", "ok", "bl", "ab"].find((name) => fact.classList.contains(name));
    inspector.replaceChildren();
    const title = make("h2", "", [row.dataset.n, fact.dataset.p, columnOf(fact)].filter(Boolean).join(" · "));
    title.append(make("span", `f ${standing}`, `${fact.querySelector("i").textContent} ${word(standing)}`));
    const close = make("button", "close", "×");
    close.type = "button";
    close.addEventListener("click", () => (inspector.hidden = true));
    title.append(close);
    const pairs = make("div", "kv");
    const pair = (name, value) => {
      const one = make("span", "", name);
      one.append(make("b", "", value));
      pairs.append(one);
    };
    pair(word("seen"), fact.dataset.v ?? word("nothing"));
    if (fact.dataset.pr !== undefined) pair(word("printed"), fact.dataset.pr);
    if (fact.dataset.im !== undefined) pair(word("implied"), fact.dataset.im);
    if (row.dataset.u) pair(word("unit"), row.dataset.u);
    pairs.append(make("code", "", row.dataset.i));
    pairs.append(make("span", "", fact.dataset.l ? word("line", fact.dataset.l) : word("nowhere")));
    inspector.append(title, pairs, form(fact));
    const with_it = relations.get(fact.id) ?? [];
    for (const check of with_it.slice(0, 8)) {
      const copy = check.cloneNode(true);
      copy.removeAttribute("id");
      copy.classList.remove("r", "sel", "hov");
      for (const link of copy.querySelectorAll(".op")) link.classList.toggle("sel", link.hash === `#${fact.id}`);
      inspector.append(copy);
    }
    inspector.hidden = false;
    inspector.scrollTop = 0;
  }
  function columnOf(fact) {
    if (!fact.dataset.a) return "";
    const head = fact.closest("table").tHead.rows[0].cells[fact.closest("td").cellIndex];
    return head.textContent.split(" · ").pop();
  }
  function field(name, label, value, kind) {
    const line = make("label", kind, label);
    const input = make("input", kind);
    input.name = name;
    input.value = value;
    line.append(input);
    return line;
  }
  function form(fact) {
    const not = unnameable(fact);
    if (not) return make("p", "not", not);
    const fields = keyFields(fact);
    const old = decided.get(keyOf(fields));
    const box = make("form", "");
    box.noValidate = true;
    box.append(make("strong", "", word("review")));
    const set = field("set", word("set"), old?.value_set ?? "", "n");
    set.querySelector("input").inputMode = "decimal";
    const action = (name, run) => {
      const button = make("button", name === "save" ? "main" : "", word(name));
      button.type = name === "save" ? "submit" : "button";
      button.name = name;
      if (run) button.addEventListener("click", run);
      return button;
    };
    box.append(set);
    if (fact.dataset.im !== undefined)
      box.append(action("use", () => {
        box.elements.set.value = fact.dataset.im;
        box.elements.why.focus();
      }));
    box.append(field("who", word("reviewer"), old?.reviewer ?? recall("gongkai.reviewer") ?? "", "who"));
    box.append(field("why", word("reason"), old?.reason ?? "", "why"));
    box.append(action("save"), action("right", () => decide(fact, box, fields.value_seen)));
    if (fields.value_seen !== "") box.append(action("empty", () => decide(fact, box, "")));
    if (old) box.append(action("undo", () => undo(fact)), make("small", "", word("by", old.reviewer, old.date)));
    box.append(make("span", "err"));
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      decide(fact, box, plain(box.elements.set.value));
    });
    return box;
  }
  // Digits, signs and points as wide as ideographs are the same number; commas only part it.
  const plain = (text) => text.normalize("NFKC").replace(/[,\s]/g, "");
  function decide(fact, box, set) {
    const fields = keyFields(fact);
    const fail = (key, name) => {
      box.querySelector(".err").textContent = word(key);
      box.elements[name].focus();
    };
    const right = set === fields.value_seen;
    if (set !== "" && !/^-?\d+(\.\d+)?$/.test(set)) return fail("nonumber", "set");
    if (set === "" && !right && plain(box.elements.set.value) !== "") box.elements.set.value = "";
    const who = box.elements.who.value.trim();
    if (!who) return fail("noname", "who");
    const why = box.elements.why.value.trim() || (right ? word("rightdefault") : "");
    if (!why) return fail("noreason", "why");
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    keep("gongkai.reviewer", who);
    decided.set(keyOf(fields), { ...fields, value_set: set, reviewer: who, reason: why, date });
    settle();
    say(word("saved", decided.size) + (kept ? "" : `　${word("unkept")}`));
    inspect(fact);
    fact.focus({ preventScroll: true });
  }
  function undo(fact) {
    decided.delete(keyOf(keyFields(fact)));
    settle();
    say(word("undone", decided.size));
    inspect(fact);
    fact.focus({ preventScroll: true });
  }
  function settle() {
    keepDecisions(doc, [...decided.values(), ...stale]);
    mark();
  }
  function mark() {
    for (const fact of facts) {
      const one = unnameable(fact) ? undefined : decided.get(keyOf(keyFields(fact)));
      fact.classList.toggle("done", Boolean(one));
      if (one && one.value_set !== one.value_seen) fact.dataset.now = one.value_set || word("blank");
      else delete fact.dataset.now;
    }
    $("export").textContent = word("export", decided.size);
    const chip = chips.find((one) => one.dataset.filter === "done");
    chip.querySelector("small").textContent = decided.size;
    chip.classList.toggle("none", decided.size === 0);
  }
  function give() {
    if (!decided.size) return say(word("noexport"));
    hand(`corrections-${document.body.dataset.stem}.csv`, corrections([[doc, [...decided.values()]]]));
    say(word("exported", decided.size));
  }
  function remember() {
    const known = new Set(facts.filter((fact) => !unnameable(fact)).map((fact) => keyOf(keyFields(fact))));
    decided.clear();
    stale.length = 0;
    for (const one of decisions(doc)) {
      if (known.has(keyOf(one))) decided.set(keyOf(one), one);
      else stale.push(one);
    }
    mark();
    if (stale.length) say(word("changed", stale.length));
  }

  // ── Mouse ──
  source.addEventListener("click", (event) => {
    const stretch = event.target.closest(".m");
    if (!stretch || String(getSelection())) return;
    const found = around(stretch);
    if (!found.length) return;
    again = found.includes(chosen) && stretch.classList.contains("sel") ? (found.indexOf(chosen) + 1) % found.length : 0;
    select(found[again], { still: true });
  });
  function follow(event) {
    const link = event.target.closest(".op");
    if (link) {
      event.preventDefault();
      const record = $(link.hash.slice(1));
      if (record) select(record, { stay: true });
      return true;
    }
    return false;
  }
  panels.addEventListener("click", (event) => {
    if (follow(event)) return;
    const record = event.target.closest(".r");
    if (record && !String(getSelection())) select(record, { stay: true });
  });
  inspector.addEventListener("click", follow);
  let under = null;
  document.addEventListener("mouseover", (event) => {
    const at = event.target.closest(".m, .r, .op");
    if (at === under) return;
    under = at;
    if (!at) return light([], "hov");
    if (at.classList.contains("m")) return light(around(at).slice(0, 1).flatMap((one) => [one, ...concerned(one)]), "hov");
    const record = at.classList.contains("op") ? $(at.hash.slice(1)) : at;
    light(record ? concerned(record) : [], "hov");
  });
  $("bar").addEventListener("pointerdown", (event) => {
    const main = document.querySelector("main");
    const drag = (moved) => {
      const share = Math.min(80, Math.max(20, (moved.clientX / main.clientWidth) * 100));
      main.style.setProperty("--left", `${share}fr`);
      main.style.setProperty("--right", `${100 - share}fr`);
    };
    event.target.setPointerCapture(event.pointerId);
    event.target.addEventListener("pointermove", drag);
    event.target.addEventListener("pointerup", () => event.target.removeEventListener("pointermove", drag), { once: true });
  });

  // ── Keys ──
  const keys = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    n: () => problem(1), p: () => problem(-1),
    f: () => {
      const real = chips.filter((chip) => !chip.classList.contains("none"));
      sift(real[(real.findIndex((chip) => chip.dataset.filter === filter) + 1) % real.length].dataset.filter);
    },
    "/": () => $("search").select(),
    e: () => inspector.hidden || inspector.querySelector("[name=set]")?.focus(),
    c: () => inspector.hidden || inspector.querySelector("[name=right]")?.click(),
    s: () => chosen && select(chosen, { stay: true }),
    z: () => source.classList.toggle("nonoise"),
    x: give, t: nextTheme, "?": () => $("help").showModal(),
    Escape: () => (inspector.hidden = true),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    if (event.target.matches("input")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const arrow = event.key.startsWith("Arrow");
    if (arrow && event.target === source) return;
    if (/^[1-8]$/.test(event.key)) open(tabs[event.key - 1].dataset.panel);
    else if (Object.hasOwn(keys, event.key)) keys[event.key]();
    else if (event.key === "Enter" && event.target.matches(".r:not(button)")) select(event.target, { stay: true });
    else return;
    event.preventDefault();
  });

  // ── Beginning ──
  for (const tab of tabs) tab.addEventListener("click", () => open(tab.dataset.panel));
  for (const chip of chips) chip.addEventListener("click", () => sift(chip.dataset.filter));
  $("search").addEventListener("input", sieve);
  $("export").addEventListener("click", give);
  $("help-open").addEventListener("click", () => $("help").showModal());
  $("help-close").addEventListener("click", () => $("help").close());
  window.addEventListener("hashchange", arrive);
  window.addEventListener("storage", (event) => event.key === place(doc) && remember());
  function arrive() {
    const record = location.hash.length > 1 && $(location.hash.slice(1));
    if (record && record.matches(".r")) select(record);
  }
  const first = tabs.find((tab) => !tab.classList.contains("none")) ?? tabs[0];
  open(first.dataset.panel);
  sieve();
  remember();
  arrive();
}
