// Everything in the guide editor works without this file. It keeps the focus, marks what is open, sorts by dragging,
// adds up weights and shares while they are typed, and zooms the picture.
(() => {
  "use strict";

  const page = document.getElementById("editor");

  // What is open is marked in the outline and in the picture, whichever was swapped.

  function markOpen() {
    for (const row of document.querySelectorAll(".row")) row.draggable = true;
    for (const link of document.querySelectorAll(".row-open, .graph-box")) {
      const address = link.getAttribute("href");
      if (address === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    for (const link of document.querySelectorAll(".editor-tools a")) {
      if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const slug = location.pathname.match(/\/editor\/([^/]+)\//)?.[1] ?? "";
    for (const field of document.querySelectorAll("#outline [name=open]")) field.value = slug;
  }

  // A move leaves the panel as it is, with whatever is not saved in it: only the outline is taken from the answer.

  const MOVES = ["up", "down", "move"];

  document.addEventListener("htmx:config:request", ({detail: {ctx}}) => {
    const pressed = ctx.request.submitter;
    if (!pressed?.closest("#outline")) return;
    ctx.selectOOB = "#outline,#told";
    if (!MOVES.includes(pressed.name)) return;
    Object.assign(ctx, {target: document.getElementById("outline"), select: "#outline", selectOOB: "#told", push: "false"});
  });

  document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
    if (!["#panel", "#outline", "#picture"].includes(ctx.select)) return;
    const pressed = ctx.request.submitter;
    markOpen();
    sum();
    if (MOVES.includes(pressed?.name)) focusRow(pressed);
    else if (pressed?.name === "do") focusButton(pressed);
    else if (ctx.select === "#panel") document.getElementById("panel-title")?.focus();
    if (ctx.select === "#panel" && ctx.request.method === "GET") document.getElementById("told").replaceChildren();
    if (ctx.select !== "#picture") refreshPicture();
    markFound();
    if (ctx.request.method === "POST" && pressed?.name !== "do") check();
  });

  function focusRow({name, value}) {
    const menu = document.querySelector(`#row-${CSS.escape(value)} .row-menu`);
    if (!menu) return;
    menu.open = true;
    const button = menu.querySelector(`[name="${name}"]:not([disabled])`);
    (button ?? menu.querySelector("summary")).focus();
  }

  function focusButton({value}) {
    const [list, what] = value.split(":");
    const same = document.querySelector(`#panel [name=do][value="${CSS.escape(value)}"]:not([disabled])`);
    if (what !== "add" && same) return same.focus();
    const rows = document.querySelectorAll(`#${CSS.escape(list)} .answer, #${CSS.escape(list)} .list-row`);
    (rows[rows.length - 1]?.querySelector("input:not([type=hidden]), select, textarea") ??
      document.getElementById("panel-title"))?.focus();
  }

  // What the checks find in the guide is marked at its questions, in the outline and in the picture. It may take a
  // while for a large guide, so it comes later, and not at all where another check has begun.

  let checking = new AbortController();
  let found = new Map();

  async function check() {
    checking.abort();
    checking = new AbortController();
    try {
      const answer = await fetch(page.dataset.findings, {signal: checking.signal});
      if (!answer.ok) return;
      found = byQuestion(new DOMParser().parseFromString(await answer.text(), "text/html"));
      markFound();
    } catch {} // the next check tells
  }

  function byQuestion(answer) {
    const counts = new Map();
    for (const link of answer.querySelectorAll(".findings-box li a")) {
      const place = new URL(link.getAttribute("href"), location.href).searchParams;
      const slug = place.getAll("slug")[1];
      if (/^(question|answer)$/.test(place.get("kind"))) counts.set(slug, (counts.get(slug) ?? 0) + 1);
    }
    return counts;
  }

  function markFound() {
    for (const old of document.querySelectorAll(".row-found")) old.remove();
    for (const box of document.querySelectorAll(".graph-found")) box.classList.remove("graph-found");
    for (const [slug, count] of found) {
      const mark = document.createElement("strong");
      mark.className = "row-mark row-found";
      mark.textContent = `⚠ ${page.dataset.found.replace("%s", count)}`;
      document.querySelector(`#row-${CSS.escape(slug)} .row-menu`)?.before(mark);
      document.querySelector(`.graph-box[data-slug="${CSS.escape(slug)}"]`)?.classList.add("graph-found");
    }
  }

  // Dragging a row sorts it: the same post as the buttons'.

  let dragged = null;

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".row") ?? null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    const row = dragged && event.target.closest?.(".row");
    if (!row) return;
    event.preventDefault();
    for (const one of document.querySelectorAll(".dropping")) one.classList.remove("dropping");
    row.classList.add("dropping");
  });
  document.addEventListener("dragend", () => {
    for (const one of document.querySelectorAll(".dropping")) one.classList.remove("dropping");
    dragged = null;
  });
  document.addEventListener("drop", (event) => {
    const row = dragged && event.target.closest?.(".row");
    if (!row || row === dragged) return;
    event.preventDefault();
    const rows = [...document.querySelectorAll(".row")];
    const to = rows.indexOf(row) - (rows.indexOf(dragged) < rows.indexOf(row) ? 1 : 0);
    move(dragged.dataset.slug, to);
  });

  function move(slug, to) {
    const form = document.getElementById("outline");
    const where = document.createElement("input");
    Object.assign(where, {type: "hidden", name: "to", value: to});
    const button = document.createElement("button");
    Object.assign(button, {name: "move", value: slug, hidden: true});
    form.append(where, button);
    form.requestSubmit(button);
  }

  // Weights and shares are added up while they are typed.

  function sum() {
    add('[name^="candidates-"][name$="-weight"]', document.querySelector("#weights-sum output"));
    add('[name^="answers-"][name$="-share"]', document.querySelector("#shares-sum output"));
  }

  function add(boxes, output) {
    if (!output) return;
    const all = [...document.querySelectorAll(boxes)];
    const kept = all.filter((box) => !document.getElementsByName(box.name.replace(/[a-z]+$/, "remove"))[0]?.checked);
    const total = kept.reduce((before, box) => before + (Number(box.value) || 0), 0);
    output.textContent = Math.round(total * 100) / 100;
  }

  document.addEventListener("input", ({target}) => target.closest?.("#panel-form") && sum());

  // A guard's answers come as soon as its question is chosen.

  document.addEventListener("change", ({target}) => {
    if (target.id === "id_guard") document.querySelector('[name=do][value="guard:show:"]')?.click();
  });

  // The picture is asked for when it is opened, and again when the graph may have changed.

  const fold = document.querySelector(".picture-fold");

  function refreshPicture() {
    if (!fold?.open) return;
    htmx.ajax("GET", fold.dataset.picture, {target: "#picture", select: "#picture", swap: "outerHTML", push: "false"});
  }

  fold?.addEventListener("toggle", refreshPicture);

  let zoom = 1;

  function show() {
    const graph = document.querySelector(".graph");
    if (!graph) return;
    for (const buttons of document.querySelectorAll(".picture-zoom")) buttons.hidden = false;
    graph.setAttribute("width", graph.dataset.width * zoom);
    graph.setAttribute("height", graph.dataset.height * zoom);
  }

  document.addEventListener("click", ({target}) => {
    const button = target.closest?.("[data-zoom]");
    const graph = document.querySelector(".graph");
    if (!button || !graph) return;
    const {clientWidth, clientHeight} = graph.parentElement;
    const all = Math.min(clientWidth / graph.dataset.width, clientHeight / graph.dataset.height);
    zoom = {in: zoom * 1.25, out: zoom / 1.25, all, real: 1}[button.dataset.zoom];
    show();
  });

  // A box of the picture opens its question in the panel, where there is one.

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".graph-box");
    const row = box && document.querySelector(`#row-${CSS.escape(box.dataset.slug)} .row-open`);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    row.click();
  });

  document.addEventListener("htmx:after:swap", show);
  if (page) {
    markOpen();
    check();
  }
  sum();
  show();
})();
