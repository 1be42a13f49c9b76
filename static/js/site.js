// Everything works without this file. It makes a step change without a flash, keeps the focus with the reader,
// turns waiting into a clock time, and gets out of the way when anything goes wrong.
(() => {
  "use strict";

  const LOADING_AFTER = 300; // milliseconds until a slow answer is admitted

  const status = document.getElementById("status");
  const words = status.dataset;
  const language = document.documentElement.lang;
  let slow = 0;

  // Guards: whatever is no plain step of ours is left to the browser, which shows it or says why it cannot.

  function leaveFor(link) {
    if (link?.href) location.assign(link.href);
  }

  function isStep({ctx, tasks}) {
    const {raw} = ctx.response;
    return raw.ok && !raw.redirected && tasks.some((task) => task.fragment?.querySelector("#step"));
  }

  document.addEventListener("htmx:before:swap", (event) => {
    if (isStep(event.detail)) return;
    event.preventDefault();
    leaveFor(event.detail.ctx.sourceElement);
  });

  document.addEventListener("htmx:error", (event) => {
    leaveFor(event.detail.ctx?.sourceElement ?? event.target);
  });

  // A slow answer is admitted; htmx gives up after its defaultTimeout, which is an error as above.

  document.addEventListener("htmx:before:request", (event) => {
    const link = event.detail.ctx.sourceElement;
    slow = setTimeout(() => {
      status.textContent = words.loading;
      link.dataset.loading = words.loading;
    }, LOADING_AFTER);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    clearTimeout(slow);
    status.textContent = "";
    delete event.detail.ctx.sourceElement.dataset.loading;
  });

  // As after a page load the reader is at the top; the title takes the focus: it is read once, and the next Tab goes on
  // from there.

  document.addEventListener("htmx:after:swap", () => {
    document.getElementById("step-title").focus({preventScroll: true});
    window.scrollTo(0, 0);
    tellTimes();
  });

  // Waiting as a clock time: a kept page knows no clock, so only the reader's device can say it.

  function clock(minutes) {
    const now = new Date();
    const end = new Date(now.getTime() + minutes * 60_000);
    const days = Math.round((new Date(end).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000);
    const pattern = [words.today, words.tomorrow][days] ?? words.later;
    return pattern
      .replace("{time}", end.toLocaleTimeString(language, {hour: "numeric", minute: "2-digit"}))
      .replace("{date}", end.toLocaleDateString(language, {month: "long", day: "numeric"}));
  }

  function tellTimes() {
    for (const wait of document.querySelectorAll("[data-wait-minutes]")) {
      wait.dataset.after ??= wait.textContent;
      wait.textContent = `${clock(Number(wait.dataset.waitMinutes))}(${wait.dataset.after})`;
    }
  }

  tellTimes();
  window.addEventListener("pageshow", (event) => event.persisted && tellTimes());
})();
