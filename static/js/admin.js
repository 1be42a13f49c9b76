// A field that is wrong must not lie in a fold that is closed.
for (const error of document.querySelectorAll("details .errorlist")) {
  for (let fold = error.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

// select2 draws its own pickers and names none of them: each gets the name of the choice that it stands for. The
// signs that Django draws beside filters have a name, but nothing that could have one.
function nameOf(choice) {
  return choice.labels?.[0]?.textContent.trim().replace(/[::]$/, "") || choice.getAttribute("aria-label") || choice.name;
}

function namePicker(picker) {
  const choice = picker.previousElementSibling;
  if (choice?.tagName !== "SELECT") return;
  const name = nameOf(choice);
  const chosen = [...choice.selectedOptions].map((one) => one.textContent.trim()).filter(Boolean).join(", ");
  for (const box of picker.querySelectorAll("[role=combobox]")) {
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", chosen ? `${name}: ${chosen}` : name);
  }
  for (const box of picker.querySelectorAll(".select2-selection--single .select2-selection__rendered")) {
    box.setAttribute("role", "presentation");
    box.removeAttribute("aria-readonly");
  }
  for (const box of picker.querySelectorAll("ul.select2-selection__rendered, ul.select2-selection__rendered > li")) {
    box.setAttribute("role", "presentation");
  }
  for (const box of picker.querySelectorAll(".select2-search__field")) box.setAttribute("aria-label", name);
}

function namePickers() {
  for (const picker of document.querySelectorAll(".select2-container")) namePicker(picker);
  for (const hint of document.querySelectorAll(".search-label-icon")) hint.setAttribute("role", "img");
  const open = document.querySelector(".select2-container--open");
  const search = document.querySelector(".select2-dropdown .select2-search__field");
  if (open && search) search.setAttribute("aria-label", nameOf(open.previousElementSibling));
}

namePickers();
new MutationObserver(namePickers).observe(document.body, { childList: true, subtree: true });
