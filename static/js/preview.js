// In a preview: the walk that is kept is the one shown now, however many steps were taken since the page was loaded.
(() => {
  "use strict";

  const keep = document.getElementById("keep-scenario");

  keep?.addEventListener("click", () => {
    const address = new URL(keep.href);
    address.searchParams.set("walk", location.pathname.slice(keep.dataset.prefix.length - 1) + location.search);
    keep.href = address;
  });
})();
