// What was checked and computed is of the choice that the page came with: say so once another is made.
const stale = document.querySelector(".stale");
document.querySelector(".changes")?.addEventListener("change", () => {
  stale.textContent = stale.dataset.words;
});
