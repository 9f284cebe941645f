"use strict";
// Everything from the articles goes into the page as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { stances, scores, parties, issues, documents, positions: P } = data;
  const n = P.party.length;
  const $ = (id) => document.getElementById(id);
  const SIGNS = { support: "+", oppose: "\u2212", conditional: "\u00b1", neutral: "\u25cb" };
  const MOST_PARTIES = 20, MOST_ISSUES = 20, MOST_LANES = 12, MOST_PERIODS = 24, MOST_YEARS = 60, PAGE = 50;
  const Z = 1.959963984540054;
  const stamp = (date) => new Date(`${date}T00:00:00Z`);
  const iso = (time) => time.toISOString().slice(0, 10);
  const day = documents.map((d) => {
    if (!/^\d{4}-\d{2}-\d{2}/.test(d.date || "")) return "";
    const time = stamp(d.date.slice(0, 10));
    return Number.isNaN(time.getTime()) ? "" : iso(time);
  });

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "class") made.className = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };

  // Filters

  const every = Array.from({ length: n }, (_, i) => i);
  const expanded = { matrix: false, timeline: false, list: PAGE };
  let shown = every;

  const count = (key, size) => {
    const sums = new Array(size).fill(0);
    for (let i = 0; i < n; i++) sums[P[key][i]]++;
    return sums;
  };
  const fill = (select, names, sums) => {
    names.map((name, k) => [name, k]).sort((a, b) => a[0].localeCompare(b[0], "en"))
      .forEach(([name, k]) => select.append(element("option", { value: k }, `${name} (${sums[k]})`)));
  };
  fill($("party"), parties, count("party", parties.length));
  fill($("issue"), issues.map((issue) => issue.label), count("issue", issues.length));
  stances.forEach((name, k) => {
    const box = element("input", { type: "checkbox", value: k, checked: "", id: `stance-${name}` });
    $("stances").append(element("label", { class: name }, box, element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[name]), name));
  });

  function filter() {
    const party = $("party").value, issue = $("issue").value, from = $("from").value, to = $("to").value, least = Number($("least").value);
    const allowed = stances.map((name) => $(`stance-${name}`).checked);
    shown = every.filter((i) => {
      const date = day[P.document[i]];
      return (party === "" || P.party[i] === Number(party)) && (issue === "" || P.issue[i] === Number(issue)) && allowed[P.stance[i]]
        && P.probability[i] >= least && (!from || (date && date >= from)) && (!to || (date && date <= to));
    });
    $("least-shown").textContent = least.toFixed(2);
    const articles = new Set(shown.map((i) => P.document[i])).size;
    $("status").textContent = `${shown.length.toLocaleString("en")} of ${n.toLocaleString("en")} statements, in ${articles.toLocaleString("en")} articles`;
    expanded.list = PAGE;
    draw();
  }

  // Scores

  const newGroup = () => ({ rows: [], w: 0, product: 0, square: 0 });
  const add = (group, i) => {
    const w = P.probability[i];
    group.rows.push(i);
    group.w += w;
    group.product += w * scores[P.stance[i]];
    group.square += w * w;
  };
  // Wilson's interval of the share (score + 1) / 2 with Kish's effective number of statements.
  const interval = (group) => {
    const size = (group.w * group.w) / group.square, share = (group.product / group.w + 1) / 2;
    const centre = (share + (Z * Z) / (2 * size)) / (1 + (Z * Z) / size);
    const half = (Z / (1 + (Z * Z) / size)) * Math.sqrt((share * (1 - share)) / size + (Z * Z) / (4 * size * size));
    return [2 * (centre - half) - 1, 2 * (centre + half) - 1];
  };
  const written = (score) => {
    const rounded = Math.round(score * 10) / 10;
    return rounded === 0 ? "0" : (rounded > 0 ? "+" : "\u2212") + Math.abs(rounded);
  };
  const signed = (value) => value.toFixed(2).replace("-", "\u2212");
  const plural = (k, word) => `${k} ${word}${k === 1 ? "" : "s"}`;

  function cell(group, name) {
    const score = group.w > 0 ? group.product / group.w : 0;
    const button = element("button", { type: "button", class: "cell", tabindex: "-1" }, written(score), element("small", {}, String(group.rows.length)));
    const [low, high] = group.w > 0 ? interval(group) : [-1, 1];
    const told = `${name}: score ${signed(score)}, interval ${signed(low)} to ${signed(high)}, ${plural(group.rows.length, "statement")}`;
    button.title = told;
    button.setAttribute("aria-label", told);
    button.style.background = `color-mix(in oklab, var(${score < 0 ? "--oppose" : "--support"}) ${Math.round(Math.abs(score) * 100)}%, var(--middle))`;
    // From here on white is read more easily than black.
    if (score > 0.75 || score < -0.85) button.classList.add("strong");
    button.addEventListener("click", () => open(byDate(group.rows), 0));
    return button;
  }

  // One stop for the Tab key; arrows move inside.
  function steer(table) {
    const cells = () => [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((td) => td.querySelector("button")));
    const first = table.querySelector(".cell");
    if (first) first.tabIndex = 0;
    const go = (button) => {
      table.querySelectorAll('.cell[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
      button.tabIndex = 0;
      button.focus();
    };
    table.addEventListener("focusin", (event) => {
      if (event.target.classList.contains("cell")) {
        table.querySelectorAll('.cell[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
        event.target.tabIndex = 0;
      }
    });
    table.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step || !event.target.classList.contains("cell")) return;
      event.preventDefault();
      const grid = cells();
      let y = grid.findIndex((row) => row.includes(event.target)), x = grid[y].indexOf(event.target);
      for (;;) {
        y += step[0];
        x += step[1];
        if (!grid[y] || x < 0 || x >= grid[y].length) return;
        if (grid[y][x]) { go(grid[y][x]); return; }
      }
    });
  }

  const ranked = (key, names) => {
    const sums = new Map();
    for (const i of shown) sums.set(P[key][i], (sums.get(P[key][i]) || 0) + 1);
    return [...sums.keys()].sort((a, b) => sums.get(b) - sums.get(a) || (names[a] < names[b] ? -1 : 1));
  };
  const grouped = (row, column) => {
    const groups = new Map();
    for (const i of shown) {
      const key = `${row(i)} ${column(i)}`;
      if (!groups.has(key)) groups.set(key, newGroup());
      add(groups.get(key), i);
    }
    return groups;
  };
  function body(rows, columns, groups, rowName, columnName) {
    return element("tbody", {}, ...rows.map((r) => element("tr", {},
      element("th", { scope: "row", title: rowName(r) }, rowName(r)),
      ...columns.map((c) => {
        const group = groups.get(`${r} ${c}`);
        return group ? element("td", {}, cell(group, `${rowName(r)}, ${columnName(c)}`)) : element("td", { class: "none" }, "\u00b7");
      }))));
  }
  function more(target, text, action) {
    target.replaceChildren();
    if (text) {
      const button = element("button", { type: "button" }, text);
      button.addEventListener("click", action);
      target.append(button);
    }
  }

  function drawMatrix() {
    const allParties = ranked("party", parties), allIssues = ranked("issue", issues.map((issue) => issue.key));
    const rows = expanded.matrix ? allParties : allParties.slice(0, MOST_PARTIES);
    const columns = expanded.matrix ? allIssues : allIssues.slice(0, MOST_ISSUES);
    const groups = grouped((i) => P.party[i], (i) => P.issue[i]);
    const head = element("thead", {}, element("tr", {}, element("td"), ...columns.map((c) =>
      element("th", { scope: "col", title: issues[c].proposition || issues[c].label }, element("span", {}, issues[c].label)))));
    const table = element("table", { "aria-labelledby": "matrix-title" }, head, body(rows, columns, groups, (r) => parties[r], (c) => issues[c].label));
    $("matrix").replaceChildren(rows.length ? table : "No statements pass the filters.");
    steer(table);
    const hidden = allParties.length - rows.length + allIssues.length - columns.length;
    more($("matrix-more"), hidden > 0 ? `Show all ${allParties.length} parties and ${allIssues.length} issues` : "", () => { expanded.matrix = true; drawMatrix(); });
  }

  // Timeline

  const PERIODS = [
    ["day", (d) => d, (d) => d, (t) => t.setUTCDate(t.getUTCDate() + 1)],
    ["week", (d) => { const t = stamp(d); t.setUTCDate(t.getUTCDate() - ((t.getUTCDay() + 6) % 7)); return iso(t); }, (d) => d, (t) => t.setUTCDate(t.getUTCDate() + 7)],
    ["month", (d) => `${d.slice(0, 7)}-01`, (d) => d.slice(0, 7), (t) => t.setUTCMonth(t.getUTCMonth() + 1)],
    ["quarter", (d) => `${d.slice(0, 5)}${String(Math.floor((Number(d.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`,
      (d) => `${d.slice(0, 4)} Q${Math.floor(Number(d.slice(5, 7)) / 3) + 1}`, (t) => t.setUTCMonth(t.getUTCMonth() + 3)],
    ["year", (d) => `${d.slice(0, 4)}-01-01`, (d) => d.slice(0, 4), (t) => t.setUTCFullYear(t.getUTCFullYear() + 1)],
  ];
  function spread(first, last, period) {
    const found = [];
    for (const t = stamp(period[1](first)); iso(t) <= last && found.length <= MOST_YEARS; period[3](t)) found.push(iso(t));
    return found;
  }

  function drawTimeline() {
    let dated = shown.filter((i) => day[P.document[i]]);
    if (!dated.length) {
      $("timeline").replaceChildren();
      $("timeline-note").textContent = "None of these statements has a date.";
      more($("timeline-more"), "");
      return;
    }
    let first = day[P.document[dated[0]]], last = first;
    for (const i of dated) {
      const d = day[P.document[i]];
      if (d < first) first = d;
      if (d > last) last = d;
    }
    const period = PERIODS.find((p) => spread(first, last, p).length <= MOST_PERIODS) || PERIODS[4];
    const at = (i) => period[1](day[P.document[i]]);
    let columns = spread(first, last, period);
    if (columns.length > MOST_YEARS) {
      columns = [...new Set(dated.map(at))].sort().slice(-MOST_YEARS);
      dated = dated.filter((i) => at(i) >= columns[0]);
    }
    const allParties = ranked("party", parties);
    const rows = expanded.timeline ? allParties : allParties.slice(0, MOST_LANES);
    const keep = shown;
    shown = dated;
    const groups = grouped((i) => P.party[i], at);
    shown = keep;
    const sums = new Map(columns.map((c) => [c, stances.map(() => 0)]));
    for (const i of dated) sums.get(at(i))[P.stance[i]]++;
    const top = Math.max(...columns.map((c) => sums.get(c).reduce((a, b) => a + b)));
    const head = element("thead", {}, element("tr", {}, element("td", {}, `statements, at most ${top}`), ...columns.map((c) => {
      const bar = element("div", { "aria-hidden": "true" });
      stances.forEach((name, k) => {
        const piece = element("i", { class: name });
        piece.style.height = `${(sums.get(c)[k] / top) * 100}%`;
        bar.append(piece);
      });
      const told = stances.map((name, k) => `${sums.get(c)[k]} ${name}`).join(", ");
      return element("th", { scope: "col", title: `${period[2](c)}: ${told}` }, bar, period[2](c));
    })));
    const table = element("table", { "aria-labelledby": "timeline-title" }, head, body(rows, columns, groups, (r) => parties[r], (c) => period[2](c)));
    $("timeline").replaceChildren(table);
    $("timeline").scrollLeft = $("timeline").scrollWidth;
    steer(table);
    const left = shown.length - dated.length;
    const issue = $("issue").value === "" ? "all issues together; choose one to see who moved on it" : issues[Number($("issue").value)].label;
    $("timeline-note").textContent = `By ${period[0]}, ${issue}${left ? `; ${plural(left, "statement")} without a date in this range left out` : ""}.`;
    more($("timeline-more"), allParties.length > rows.length ? `Show all ${allParties.length} parties` : "", () => { expanded.timeline = true; drawTimeline(); });
  }

  // Statements

  const byDate = (rows) => [...rows].sort((a, b) => {
    const x = day[P.document[a]], y = day[P.document[b]];
    return x === y ? a - b : x < y ? 1 : -1;
  });
  const evidence = (i) => P.evidence[i];
  const meta = (i) => {
    const d = documents[P.document[i]];
    const speaker = P.speaker[i] === null ? "no speaker named" : data.speakers[P.speaker[i]];
    return [speaker, `probability ${P.probability[i].toFixed(2)}`, d.date || "no date", d.title || d.id].join(" \u00b7 ");
  };
  function who(i) {
    const stance = stances[P.stance[i]];
    return element("span", { class: "who" }, element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[stance]),
      element("b", {}, parties[P.party[i]]), element("span", {}, `${stance} \u2013 ${issues[P.issue[i]].label}`));
  }
  function card(i) {
    return [who(i), element("span", { class: "quote" }, evidence(i)), element("span", { class: "meta" }, meta(i))];
  }
  function drawList() {
    const rows = byDate(shown);
    $("list").replaceChildren(...rows.slice(0, expanded.list).map((i, k) => {
      const button = element("button", { type: "button", class: stances[P.stance[i]] }, ...card(i));
      button.addEventListener("click", () => open(rows, k));
      return element("li", {}, button);
    }));
    const rest = rows.length - expanded.list;
    more($("list-more"), rest > 0 ? `Show ${Math.min(rest, PAGE)} more of ${rest.toLocaleString("en")}` : "", () => {
      const from = expanded.list;
      expanded.list += PAGE;
      drawList();
      $("list").children[from].firstChild.focus();
    });
  }

  // One article

  let opened = [], at = 0;
  const inDocument = new Map();
  for (const i of every) {
    if (!inDocument.has(P.document[i])) inDocument.set(P.document[i], []);
    inDocument.get(P.document[i]).push(i);
  }
  function open(rows, k) {
    opened = rows;
    at = k;
    read();
    if (!$("reader").open) $("reader").showModal();
    showCurrent();
  }
  function read() {
    const i = opened[at], d = documents[P.document[i]];
    $("place").textContent = `${at + 1} of ${opened.length}`;
    $("previous").disabled = at === 0;
    $("next").disabled = at === opened.length - 1;
    $("statement").className = stances[P.stance[i]];
    $("statement").replaceChildren(...card(i));
    $("reader-title").textContent = d.title || d.id;
    $("reader-date").textContent = d.date || "";
    $("text").replaceChildren(...(d.text === null ? ["The text of this article was not given to the report."] : marked(d.text, inDocument.get(P.document[i]), i)));
  }
  // Cut where evidences begin and end, so that they may overlap; the one being read is on top.
  function marked(text, rows, current) {
    const cuts = [...new Set([0, text.length, ...rows.flatMap((i) => [P.start[i], P.end[i]])])].sort((a, b) => a - b);
    const parts = [];
    for (let k = 0; k + 1 < cuts.length; k++) {
      const [start, end] = [cuts[k], cuts[k + 1]];
      const inside = rows.filter((i) => P.start[i] <= start && P.end[i] >= end);
      if (!inside.length) { parts.push(text.slice(start, end)); continue; }
      const top = inside.includes(current) ? current : inside[inside.length - 1];
      const mark = element("mark", { class: stances[P.stance[top]] + (top === current ? " current" : "") }, text.slice(start, end));
      mark.title = inside.map((i) => `${parties[P.party[i]]}: ${stances[P.stance[i]]} \u2013 ${issues[P.issue[i]].label}, ${meta(i)}`).join("\n");
      parts.push(mark);
      for (const i of inside.filter((j) => P.end[j] === end)) {
        parts.push(element("span", { class: `tag ${stances[P.stance[i]]}` }, `${SIGNS[stances[P.stance[i]]]} ${parties[P.party[i]]}`));
      }
    }
    return parts;
  }
  function showCurrent() {
    const mark = $("text").querySelector("mark.current");
    if (mark) mark.scrollIntoView({ block: "center" });
    else document.querySelector("dialog article").scrollTop = 0;
  }
  function turn(step) {
    if (at + step < 0 || at + step >= opened.length) return;
    at += step;
    read();
    showCurrent();
  }
  $("previous").addEventListener("click", () => turn(-1));
  $("next").addEventListener("click", () => turn(1));
  $("close").addEventListener("click", () => $("reader").close());
  $("reader").addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") turn(-1);
    if (event.key === "ArrowRight") turn(1);
  });
  $("reader").addEventListener("click", (event) => { if (event.target === $("reader")) $("reader").close(); });

  function draw() {
    drawMatrix();
    drawTimeline();
    drawList();
  }
  $("filters").addEventListener("input", filter);
  $("filters").addEventListener("reset", () => setTimeout(filter));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  filter();
})();
