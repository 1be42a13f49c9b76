// Puts what the checks say beside the field it is about, when that field is on the page. Without this file the list
// says the same, with links.
(() => {
  "use strict";

  // A field's boxes are named like it, texts with the language after; those of a row begin with the row's own prefix.
  function boxOf({field, rows, key, name}) {
    if (!field) return null;
    const prefix = rows ? prefixOf(rows, key, name) : "";
    if (prefix === null) return null;
    for (const box of [`${prefix}${field}_ja`, `${prefix}${field}`, `${prefix}${field}_answers`]) {
      const found = document.querySelector(`main [name="${box}"], #content [name="${box}"]`);
      if (found) return found;
    }
    return null;
  }

  function prefixOf(rows, key, name) {
    for (const box of document.querySelectorAll(`[name^="${rows}-"][name$="-${key}"]`)) {
      if (box.value === name) return box.name.slice(0, -key.length);
    }
    return null;
  }

  function aroundOf(box) {
    return box.closest(".texts, .fieldBox, td, .field, .form-row") ?? box.parentElement;
  }

  function remove() {
    for (const old of document.querySelectorAll(".field-finding")) old.remove();
  }

  function place() {
    remove();
    let count = 0;
    for (const item of document.querySelectorAll(".findings-box li[data-field]")) {
      const box = boxOf(item.dataset);
      if (!box) continue;
      const remark = document.createElement("p");
      remark.className = `field-finding ${item.className}`;
      remark.id = `field-finding-${(count += 1)}`;
      remark.textContent = item.querySelector("span").textContent;
      aroundOf(box).append(remark);
      const others = (box.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.startsWith("field-finding-"));
      box.setAttribute("aria-describedby", [...others, remark.id].join(" "));
      if (item.className === "finding-error") open(remark);
      lead(item.querySelector("a"), box);
    }
  }

  function open(remark) {
    for (let fold = remark.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  // The list's link leads to the box itself, out of its fold; where that is elsewhere, to the page that has it.
  function lead(link, box) {
    link.href = `#${box.id}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(box);
      box.focus();
    });
  }

  document.addEventListener("htmx:after:swap", place);
  place();
})();
