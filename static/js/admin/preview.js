// The phone beside the editor: what its buttons do. Without this file the frame shows, and a link opens it whole.
(() => {
  "use strict";

  const BUTTONS = "[data-reloads], [data-widens], [data-copies]";

  function show() {
    for (const button of document.querySelectorAll(BUTTONS)) button.hidden = button.dataset.copies && !navigator.clipboard;
  }

  function reload(frame) {
    frame.src = frame.src; // the address gives a new pass each time; a walk begins anew
  }

  function widen(frame, chosen) {
    frame.classList.toggle("preview-wide", chosen.value === "768");
    for (const button of document.querySelectorAll("[data-widens]")) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
  }

  async function copy(button) {
    const field = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(field.value);
      button.nextElementSibling.textContent = button.dataset.told;
    } catch {
      field.select(); // not allowed: the editor copies by hand
    }
  }

  document.addEventListener("click", ({target}) => {
    const button = target.closest(BUTTONS);
    if (button?.dataset.reloads) reload(document.getElementById(button.dataset.reloads));
    if (button?.dataset.widens) widen(document.getElementById(button.dataset.widens), button);
    if (button?.dataset.copies) copy(button);
  });

  document.addEventListener("htmx:after:swap", show);
  show();
})();
