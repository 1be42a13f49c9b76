// A field that is wrong must not lie in a fold that is closed.
for (const error of document.querySelectorAll("details .errorlist")) {
  for (let fold = error.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
