// The steps of a cause: tabs that hide rows and lose nothing, order by buttons and by dragging, rows added and copied.
const group = document.getElementById("steps-group");
const rows = document.getElementById("steps-rows");
const empty = document.getElementById("steps-empty");
const slugs = JSON.parse(group.dataset.slugs);
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
const total = group.querySelector("[name$=-TOTAL_FORMS]");
const carrier = document.getElementById("steps-carrier");
const device = document.getElementById("steps-device");
const all = () => [...rows.querySelectorAll(".step")];
const shown = () => all().filter((row) => !row.hidden);
const isBlank = (row) => !field(row, "id")?.value && !field(row, "text_ja").value.trim();
// So near to the edge of the window a dragged row scrolls the page, in pixels.
const EDGE = 60;
const address = () => new URL(location.href);

// What works by script alone is hidden without one.
function wake(within) {
  for (const button of within.querySelectorAll("button[hidden], #steps-add")) button.hidden = false;
  for (const day of within.querySelectorAll("[name$=-reviewed]")) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button step-today", textContent: group.dataset.todayWords });
    button.dataset.today = "";
    day.after(button);
  }
}

group.classList.add("scripted");
wake(group);

function tell(words) {
  document.getElementById("steps-told").textContent = words;
}

// A row belongs to the carrier and device its boxes say.
function placed(row) {
  for (const name of ["carrier", "device"]) {
    const box = field(row, name);
    if (box) row.dataset[name] = slugs[name][box.value] ?? "";
  }
}

function choose(tab) {
  const url = address();
  if (tab) url.searchParams.set("carrier", tab);
  else url.searchParams.delete("carrier");
  history.replaceState(history.state, "", url);
  group.closest("form").setAttribute("action", url.search);
  for (const link of group.querySelectorAll("[data-tab]")) {
    if (link.dataset.tab === tab) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const box of group.querySelectorAll("[data-gets]")) box.hidden = box.dataset.gets !== tab;
  if (carrier) carrier.value = group.querySelector(`[data-gets="${CSS.escape(tab)}"]`) ? tab : "";
  for (const row of all()) {
    placed(row);
    row.hidden = Boolean(tab) && !isBlank(row) && (row.dataset.carrier || "general") !== tab && !row.querySelector(".errorlist");
  }
  const verify = group.querySelector("[data-verify]");
  if (verify) verify.value = `verified:${tab}`;
  ends();
}

// A new step belongs to the tab on which it is begun, unless its carrier was chosen.
function give(row) {
  if (field(row, "id")?.value || "given" in row.dataset) return;
  row.dataset.given = "";
  const tab = address().searchParams.get("carrier");
  const pk = Object.keys(slugs.carrier).find((one) => slugs.carrier[one] === tab) ?? "";
  const box = field(row, "carrier");
  if (box) box.value = pk;
}

function lookWith(phone) {
  const fits = device.selectedOptions[0].dataset.fits?.split(" ");
  for (const row of all()) row.classList.toggle("other-device", Boolean(phone) && row.dataset.device !== "" && !fits.includes(row.dataset.device));
}

// The first cannot go up, the last cannot go down.
function ends() {
  const visible = shown();
  for (const [at, row] of visible.entries()) {
    const up = row.querySelector("[data-move=up]");
    const down = row.querySelector("[data-move=down]");
    if (up) up.disabled = at === 0;
    if (down) down.disabled = at === visible.length - 1;
  }
}

// Rows that nobody wrote yet stay as they are, so that they are not saved.
function number() {
  for (const [at, row] of all().filter((row) => !isBlank(row)).entries()) field(row, "position").value = at;
  rows.dispatchEvent(new Event("input", { bubbles: true }));
  ends();
}

function move(row, way) {
  const visible = shown();
  const other = visible[visible.indexOf(row) + (way === "up" ? -1 : 1)];
  if (!other) return;
  if (way === "up") other.before(row);
  else other.after(row);
  number();
  tell(`${group.dataset.moved} ${shown().indexOf(row) + 1}`);
}

function add(after) {
  const index = Number(total.value);
  const piece = document.createElement("template");
  piece.innerHTML = empty.innerHTML.replaceAll("__prefix__", index);
  const row = piece.content.firstElementChild;
  wake(row);
  if (after) after.after(row);
  else rows.append(row);
  total.value = index + 1;
  give(row);
  placed(row);
  row.hidden = false;
  ends();
  return row;
}

function duplicate(row) {
  const copy = add(row);
  for (const from of row.querySelectorAll("input, textarea, select")) {
    const name = from.name.split("-").at(-1);
    const into = field(copy, name);
    if (into && !["id", "cause", "key", "position", "DELETE"].includes(name)) into.value = from.value;
  }
  placed(copy);
  number();
  field(copy, "text_ja").focus();
}

group.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tab]");
  const button = event.target.closest("button");
  if (link) choose(link.dataset.tab);
  else if (button?.dataset.move) {
    move(button.closest(".step"), button.dataset.move);
    (button.disabled ? button.closest(".step-buttons").querySelector("[data-move]:enabled") : button)?.focus();
  } else if (button && "duplicate" in button.dataset) duplicate(button.closest(".step"));
  else if (event.target.id === "steps-add") field(add(), "text_ja").focus();
  else if (button && "today" in button.dataset) field(button.closest(".step"), "reviewed").value = group.dataset.today;
  else return;
  event.preventDefault();
});

group.addEventListener("input", (event) => {
  const row = event.target.closest(".step");
  if (!row) return;
  if (event.target.name.endsWith("-carrier")) row.dataset.given = "";
  give(row);
  placed(row);
});

group.addEventListener("change", (event) => {
  if (event.target === carrier) choose(carrier.value);
  else if (event.target === device) lookWith(device.value);
});

// Dragging by the handle, with a mouse or a finger. The page listens: a row that is moved loses the pointer.
group.addEventListener("pointerdown", (event) => {
  const row = event.target.closest("[data-drag]")?.closest(".step");
  if (!row) return;
  const ended = new AbortController();
  const drag = (at) => {
    if (at.clientY < EDGE) window.scrollBy(0, -EDGE / 4);
    else if (at.clientY > innerHeight - EDGE) window.scrollBy(0, EDGE / 4);
    const over = document.elementFromPoint(at.clientX, at.clientY)?.closest(".step");
    if (!over || over === row) return;
    const { top, height } = over.getBoundingClientRect();
    if (at.clientY < top + height / 2) over.before(row);
    else over.after(row);
  };
  const drop = () => {
    ended.abort();
    row.classList.remove("moving");
    number();
  };
  row.classList.add("moving");
  document.addEventListener("pointermove", drag, ended);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop, ended);
  event.preventDefault();
});

for (const row of all()) placed(row);
ends();
