// Each cell of two versions side by side gets a button that copies its words.
for (const table of document.querySelectorAll("[data-copy]")) {
  for (const words of table.querySelectorAll(".words")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = table.dataset.copy;
    button.addEventListener("click", async () => {
      await copy(words);
      button.textContent = table.dataset.copied;
    });
    words.after(button);
  }
}

async function copy(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words.textContent);
  getSelection().selectAllChildren(words); // not a secure page: the words stay selected, as for copying by hand
  document.execCommand("copy");
}
