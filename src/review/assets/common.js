// What all pages share: words, short messages, light and dark, what is kept in the browser, CSV.
"use strict";
const root = document.documentElement;
root.classList.add("js");
const $ = (id) => document.getElementById(id);
const words = new Map();
for (const one of document.querySelectorAll("#words [data-k]")) words.set(one.dataset.k, one.textContent);
const word = (key, ...parts) => parts.reduce((text, part, at) => text.replaceAll(`{${at}}`, part), words.get(key) ?? key);

let quiet = 0;
function say(text) {
  const line = $("say");
  line.textContent = text;
  line.classList.add("on");
  clearTimeout(quiet);
  quiet = setTimeout(() => line.classList.remove("on"), 3500);
}

// Browsers may forbid pages of the disk to keep anything; then it is kept until the page is closed.
const memory = new Map();
let kept = true;
function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    kept = false;
    return memory.get(key) ?? null;
  }
}
function keep(key, text) {
  memory.set(key, text);
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    kept = false;
  }
}

const THEMES = ["auto", "light", "dark"];
function theme(name) {
  if (name === "auto") delete root.dataset.theme;
  else root.dataset.theme = name;
  $("theme").textContent = word("theme", word(`theme.${name}`));
  $("theme").dataset.now = name;
}
function nextTheme() {
  const name = THEMES[(THEMES.indexOf($("theme").dataset.now) + 1) % THEMES.length];
  keep("gongkai.theme", name);
  theme(name);
}
theme(THEMES.includes(recall("gongkai.theme")) ? recall("gongkai.theme") : "auto");
$("theme").addEventListener("click", nextTheme);

// Decisions: one record for each, under the document's number.
const FIELDS = ["indicator", "applicant", "scope", "value_seen", "value_set", "reviewer", "reason", "date"];
const place = (doc) => `gongkai.review/${doc}`;
function decisions(doc) {
  let read = [];
  try {
    read = JSON.parse(recall(place(doc)) ?? "[]");
  } catch {
    read = [];
  }
  const whole = (one) => one && FIELDS.every((field) => typeof one[field] === "string");
  return Array.isArray(read) ? read.filter(whole) : [];
}
function keepDecisions(doc, list) {
  keep(place(doc), list.length ? JSON.stringify(list) : null);
}
const keyOf = (one) => [one.indicator, one.applicant, one.scope, one.value_seen].join("\u001f");

const cell = (text) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
function corrections(byDocument) {
  const rows = [["doc_id", ...FIELDS].join(",")];
  for (const [doc, list] of byDocument)
    for (const one of list) rows.push([doc, ...FIELDS.map((field) => one[field])].map(cell).join(","));
  return rows.join("\n") + "\n";
}
function hand(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
function rowsOf(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const one = text[at];
    const row = rows[rows.length - 1];
    if (quoted && one === '"' && text[at + 1] === '"') row[row.length - 1] += text[++at];
    else if (one === '"') quoted = !quoted;
    else if (quoted) row[row.length - 1] += one;
    else if (one === ",") row.push("");
    else if (one === "\n") rows.push([""]);
    else if (one !== "\r") row[row.length - 1] += one;
  }
  return rows.filter((row) => row.length > 1);
}
