// Keeps what is typed into a form that is marked data-draft (itself, or anything within it) in this browser, until it
// is saved: through a reload, a crash and a session that ends. Nothing is put back unless the editor asks for it.
// The server names the forms that were saved in a cookie (troubleshoot/admin/drafts.py).

const { user, found, back, drop } = document.querySelector("[data-user][data-found]").dataset;
const MOST = 20;
const COOKIE = "saved-drafts";
const NEVER = ["csrfmiddlewaretoken", "draft"];
const store = storage();

if (store) {
  forgetSaved();
  begin();
  document.addEventListener("htmx:after:swap", () => {
    forgetSaved();
    begin();
  });
}

function storage() {
  try {
    localStorage.getItem("draft");
    return localStorage;
  } catch {
    return null; // denied: nothing is kept, and nothing said
  }
}

function begin() {
  for (const mark of document.querySelectorAll("[data-draft]")) {
    const form = mark.closest("form");
    if (!form.draftIsKept) {
      form.draftIsKept = true;
      keep(form, `draft ${user} ${location.pathname} ${mark.dataset.draft}`);
    }
  }
}

function keep(form, key) {
  const name = hidden(form);
  const shown = content(form);
  const old = read(key);
  // A page of mistakes shows what was typed, and so does one that says it is unsaved: its rows may have been moved.
  const isRefused = "unsaved" in form.dataset || (Boolean(old) && same(old.boxes, shown));
  let undecided = Boolean(old) && !isRefused;
  let leaving = false;
  let lost = []; // what could not be put back stays in the draft
  name.value = old && isRefused ? old.name : crypto.getRandomValues(new Uint32Array(3)).join("");

  const isChanged = () => isRefused || !same(content(form), shown);
  const write = () => {
    if (undecided || leaving) return;
    if (isChanged() || lost.length) put(key, { at: Date.now(), name: name.value, boxes: [...content(form), ...lost] });
    else store.removeItem(key);
  };
  if (isRefused) write();

  for (const event of ["input", "change", "formset:added", "formset:removed"]) form.addEventListener(event, write);
  window.django?.jQuery?.(form).on("change", write); // choices found by typing tell jQuery alone
  form.addEventListener("submit", () => {
    write();
    leaving = true;
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (form.isConnected && !leaving && isChanged()) event.preventDefault();
  });

  if (!undecided) return;
  ask(form, old.at, (box) => {
    // Until its answer comes the draft is left as it is, and the editor is still asked.
    if ("redraw" in form.dataset) return redraw(form, old.boxes);
    box.remove();
    undecided = false;
    lost = restore(form, old.boxes);
    write();
  }, (box) => {
    box.remove();
    undecided = false;
    store.removeItem(key);
    write();
  });
}

// The boxes of a form: [name, kind, value, words of what is chosen]
function content(form) {
  return [...form.elements].filter(isKept).map((box) => [box.name, ...state(box)]);
}

function isKept(box) {
  return box.name && !NEVER.includes(box.name) && !box.name.includes("__prefix__")
    && !["password", "file", "submit", "button", "reset", "image"].includes(box.type);
}

function state(box) {
  if (box.type === "checkbox" || box.type === "radio") return ["tick", box.value, box.checked];
  if (box.options) return ["choice", ...[...box.selectedOptions].map((one) => [one.value, one.text])];
  return ["words", box.value];
}

// What the form rests on, such as the digest of what was read, is no work of the editor's.
function same(one, other) {
  const typed = (boxes) => JSON.stringify(boxes.filter(([name]) => name !== "seen"));
  return typed(one) === typed(other);
}

// A form whose rows the server draws: it is sent what the draft holds, as a button that moves a row would send it.
function redraw(form, boxes) {
  const sent = form.cloneNode(false);
  sent.removeAttribute("id");
  sent.hidden = true;
  const add = (name, value) => sent.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  add("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, kind, ...held] of boxes) for (const value of values(kind, held)) add(name, value);
  const button = Object.assign(document.createElement("button"), { name: "do", value: "draft:redraw:" });
  sent.append(button);
  form.after(sent);
  window.htmx?.process(sent);
  sent.requestSubmit(button);
  sent.remove();
}

function values(kind, held) {
  if (kind === "tick") return held[1] ? [held[0]] : [];
  return kind === "choice" ? held.map(([value]) => value) : held;
}

// Puts back what a draft holds; returns the boxes that the page does not have.
function restore(form, boxes) {
  matchRows(form, boxes);
  const lost = [];
  const there = [...form.elements].filter(isKept);
  for (const [name, kind, ...held] of boxes) {
    const at = there.findIndex((box) => box.name === name);
    const [box] = at < 0 ? [] : there.splice(at, 1);
    if (!box) lost.push([name, kind, ...held]);
    if (!box || JSON.stringify(state(box)) === JSON.stringify([kind, ...held])) continue;
    if (kind === "tick") box.checked = held[1];
    else if (kind === "choice") choose(box, held);
    else box.value = held[0];
    for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    window.django?.jQuery?.(box).trigger("change.select2");
  }
  return lost;
}

function choose(box, held) {
  for (const option of box.options) option.selected = false;
  for (const [value, words] of held) {
    const known = [...box.options].find((option) => option.value === value);
    if (known) known.selected = true;
    else box.add(new Option(words, value, true, true));
  }
}

// Rows that were added come by the page's own link for it; rows that the draft does not know leave the form.
function matchRows(form, boxes) {
  for (const [name, , value] of boxes) {
    if (!name.endsWith("-TOTAL_FORMS")) continue;
    const prefix = name.slice(0, -"-TOTAL_FORMS".length);
    const total = form.elements[name];
    const add = form.querySelector(`#${CSS.escape(prefix)}-group .add-row a`);
    while (total && add && Number(total.value) < Number(value)) {
      const had = total.value;
      add.click();
      if (total.value === had) break;
    }
    for (let number = Number(total?.value); number > Number(value); number--) {
      form.querySelector(`#${CSS.escape(`${prefix}-${number - 1}`)}`)?.remove();
    }
  }
}

function ask(form, at, yes, no) {
  const box = document.createElement("div");
  box.className = "draft";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  const day = new Date(at).toDateString() === new Date().toDateString() ? {} : { month: "numeric", day: "numeric" };
  const time = new Date(at).toLocaleString(document.documentElement.lang, { ...day, hour: "numeric", minute: "2-digit" });
  words.textContent = found.replace("%s", time);
  box.append(words, ...[[back, yes], [drop, no]].map(([text, then]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = text;
    button.addEventListener("click", () => then(box));
    return button;
  }));
  form.before(box);
}

function hidden(form) {
  const box = document.createElement("input");
  box.type = "hidden";
  box.name = "draft";
  form.append(box);
  return box;
}

function read(key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

function put(key, draft) {
  try {
    store.setItem(key, JSON.stringify(draft));
    const older = keys().sort((one, other) => read(other).at - read(one).at).slice(MOST);
    for (const one of older) store.removeItem(one);
  } catch {
    // full: what is typed stays on the page
  }
}

function keys() {
  return Object.keys(store).filter((key) => key.startsWith("draft "));
}

function forgetSaved() {
  const saved = document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`));
  if (!saved) return;
  const names = saved.slice(COOKIE.length + 1).split(".");
  for (const key of keys()) if (names.includes(read(key)?.name)) store.removeItem(key);
  document.cookie = `${COOKIE}=; path=/admin/; max-age=0`;
}
