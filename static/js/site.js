// Everything works without this file. It makes a step change without a flash, has the next one ready when the finger
// lifts, keeps the focus with the reader, remembers ticks, copies, turns waiting into a clock time, learns of an outage
// while the page is open, and gets out of the way when anything goes wrong.
(() => {
  "use strict";

  const LOADING_AFTER = 300; // milliseconds until a slow answer is admitted
  const TAP_WITHIN = 500; // milliseconds in which a finger that lifted becomes a tap
  const AGAIN_WITHIN = 300; // milliseconds in which a finger's second tap is still the first one's
  const AIMED_WITHIN = 500; // milliseconds in which a tap was aimed at what has just moved
  const ASKS_EVERY = 4000; // milliseconds until a page asks again what is out of order, a tenth more or less
  const ASKS_SPARING = 30_000; // the same where data are to be saved
  const ASKS_AT_LEAST = 60_000; // the same while nobody answers
  const GIVES_UP = 8000; // milliseconds until such an answer comes too late

  const status = document.getElementById("status");
  const words = status.dataset;
  const language = document.documentElement.lang;
  let slow = 0;
  let asking = false; // while htmx waits for a step
  let early = null; // the step asked for as the finger came down
  let stepAt = -Infinity; // when the step shown came
  let pressedAt = -Infinity; // when a mouse's button last went down
  let movedAt = -Infinity; // when a banner moved it

  // Suggestions come from the search's field and are no step: htmx puts them where they belong, and that is all.

  function isSuggesting({detail}) {
    return detail.ctx?.sourceElement?.id === "q";
  }

  function onStep(name, handler) {
    document.addEventListener(name, (event) => isSuggesting(event) || handler(event));
  }

  document.addEventListener("htmx:before:swap", (event) => {
    if (isSuggesting(event) && !event.detail.ctx.response.raw.ok) event.preventDefault();
  });

  // Guards: whatever is no plain step of ours is left to the browser, which shows it or says why it cannot.

  function leaveFor(link) {
    if (link?.href) location.assign(link.href);
  }

  function isStep({ctx, tasks}) {
    const {raw} = ctx.response;
    return raw.ok && !raw.redirected && tasks.some((task) => task.fragment?.querySelector("#step"));
  }

  onStep("htmx:before:swap", (event) => {
    if (isStep(event.detail)) return;
    event.preventDefault();
    leaveFor(event.detail.ctx.sourceElement);
  });

  onStep("htmx:error", (event) => {
    leaveFor(event.detail.ctx?.sourceElement ?? event.target);
  });

  // The next step is asked for as the finger comes down and handed to htmx when it lifts: one request, sooner. A finger
  // that moves away, or lifts without a tap, ends it; readers who save data, and whatever opens elsewhere, are spared.

  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("#step a[data-hx-get]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || asking || navigator.connection?.saveData) return;
    forget();
    const stop = new AbortController();
    const answer = fetch(link.href, {headers: {Accept: "text/html"}, signal: stop.signal});
    answer.catch(() => {}); // whoever uses it is told
    early = {link, stop, answer};
  });

  function forget() {
    early?.stop.abort();
    early = null;
  }

  document.addEventListener("pointercancel", forget);
  document.addEventListener("pointerup", () => {
    const lifted = early;
    setTimeout(() => early === lifted && forget(), TAP_WITHIN);
  });

  onStep("htmx:before:request", ({detail: {ctx}}) => {
    asking = true;
    if (early?.link !== ctx.sourceElement) return;
    const {stop, answer} = early;
    early = null;
    ctx.fetch = () => answer;
    ctx.request.signal.addEventListener("abort", () => stop.abort(ctx.request.signal.reason));
  });

  // A double tap is one: by its second half the next step may be there, and would be answered unread.

  document.addEventListener("click", (event) => {
    const isAgain = event.detail > 1 || event.pointerType === "touch" && event.timeStamp - stepAt < AGAIN_WITHIN;
    const isAstray = event.detail && event.timeStamp - movedAt < AIMED_WITHIN && event.target.closest("main");
    if (!isAstray && !(isAgain && event.target.closest("#step a[data-hx-get]"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, {capture: true});

  document.addEventListener("mousedown", (event) => {
    if (event.detail > 1 && pressedAt < stepAt) event.preventDefault(); // it would take the focus from the title
    pressedAt = event.timeStamp;
  });

  // A slow answer is admitted; htmx gives up after its defaultTimeout, which is an error as above.

  onStep("htmx:before:request", (event) => {
    const link = event.detail.ctx.sourceElement;
    slow = setTimeout(() => {
      status.textContent = words.loading;
      link.dataset.loading = words.loading;
    }, LOADING_AFTER);
  });

  onStep("htmx:finally:request", (event) => {
    asking = false;
    clearTimeout(slow);
    status.textContent = "";
    delete event.detail.ctx.sourceElement.dataset.loading;
  });

  // As after a page load the reader is at the top; the title takes the focus: it is read once, and the next Tab goes on
  // from there.

  onStep("htmx:after:swap", (event) => {
    stepAt = event.timeStamp;
    document.getElementById("step-title").focus({preventScroll: true});
    window.scrollTo(0, 0);
    dress();
  });

  // What a page needs once it is there.

  function dress() {
    tellTimes();
    dressBanners();
    showTicks();
    offerToTake();
  }

  // Ticked steps stay ticked in this tab: on reload, on Back, and wherever the same step is shown. Where a browser keeps
  // nothing at all, they tick and are forgotten.

  let ticked = new Set();

  function showTicks() {
    try {
      ticked = new Set(JSON.parse(sessionStorage.getItem("ticked") ?? "[]"));
    } catch {} // storage is switched off
    for (const box of document.querySelectorAll(".step input")) box.checked = ticked.has(box.value);
  }

  document.addEventListener("change", ({target}) => {
    if (!target.matches(".step input")) return;
    if (target.checked) ticked.add(target.value);
    else ticked.delete(target.value);
    try {
      sessionStorage.setItem("ticked", JSON.stringify([...ticked]));
    } catch {} // storage is switched off
  });

  // Texts to take along: copied, or handed to the phone's own sharing, where the browser can.

  function offerToTake() {
    for (const button of document.querySelectorAll("[data-copies]")) button.hidden = !navigator.clipboard;
    for (const button of document.querySelectorAll("[data-shares]")) button.hidden = !navigator.share;
  }

  async function copy(button) {
    const field = document.getElementById(button.dataset.copies);
    const told = button.parentElement.querySelector(".told");
    try {
      await navigator.clipboard.writeText(field.value);
      told.textContent = told.dataset.told;
    } catch {
      field.select(); // not allowed: the reader copies by hand
    }
  }

  document.addEventListener("click", ({target}) => {
    const button = target.closest("[data-copies], [data-shares]");
    if (button?.dataset.copies) copy(button);
    if (button?.dataset.shares) {
      const url = document.getElementById(button.dataset.shares).value;
      navigator.share({title: document.title, url}).catch(() => {}); // closed without sharing
    }
  });

  // Waiting as a clock time: a kept page knows no clock, so only the reader's device can say it.

  function clock(minutes) {
    const now = new Date();
    const end = new Date(now.getTime() + minutes * 60_000);
    const days = Math.round((new Date(end).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000);
    const pattern = [words.today, words.tomorrow][days] ?? words.later;
    return pattern
      .replace("{time}", () => end.toLocaleTimeString(language, {hour: "numeric", minute: "2-digit"}))
      .replace("{date}", () => end.toLocaleDateString(language, {month: "long", day: "numeric"})); // slow: only where asked
  }

  const afters = new WeakMap(); // what the page itself says of each waiting, with its ruby

  function tellTimes() {
    for (const wait of document.querySelectorAll("[data-wait-minutes]")) {
      if (!afters.has(wait)) afters.set(wait, [...wait.childNodes]);
      const [before, behind] = clock(Number(wait.dataset.waitMinutes)).split("{after}");
      wait.replaceChildren(before, ...afters.get(wait), behind);
    }
  }

  // Banners: while the page is looked at, it asks every few seconds whether they still hold. What comes moves nothing
  // under a finger and takes no focus; it is told in the line for such things.

  const shown = () => document.getElementById("banners");
  let next = 0;
  let later = 0;
  let every = ASKS_EVERY;
  let isAsking = false;
  let isPressed = false;

  for (const name of ["pointerdown", "pointerup", "pointercancel"]) {
    document.addEventListener(name, () => isPressed = name === "pointerdown", {capture: true});
  }

  async function ask() {
    const asked = shown()?.dataset.now;
    if (!asked || isAsking || document.hidden || !navigator.onLine) return;
    isAsking = true;
    try {
      const answer = await fetch(asked, {cache: "no-cache", signal: AbortSignal.timeout(GIVES_UP)});
      if (!answer.ok) throw new Error(answer.status);
      show(asked, await answer.text());
      every = ASKS_EVERY;
    } catch {
      every = Math.min(2 * every, ASKS_AT_LEAST);
    }
    isAsking = false;
    askLater();
  }

  function askLater() {
    clearTimeout(next);
    const least = navigator.connection?.saveData ? ASKS_SPARING : 0;
    next = setTimeout(ask, Math.max(every, least) * (0.9 + Math.random() / 5));
  }

  function show(asked, html) {
    clearTimeout(later); // what was to be shown before is older
    const before = shown();
    if (before?.dataset.now !== asked) return; // another step has come, with its own
    const after = new DOMParser().parseFromString(html, "text/html").getElementById("banners");
    if (!after || after.dataset.mark === before.dataset.mark) return tellLate();
    if (asking || isPressed || before.contains(document.activeElement)) {
      later = setTimeout(show, AIMED_WITHIN, asked, html);
      return;
    }
    if (document.querySelector("[data-follows]")) {
      location.reload(); // the page is about nothing else
      return;
    }
    swap(before, after);
    status.textContent = difference(before, after);
  }

  // Where readers are further down, what they read stays where it is: most browsers see to that themselves.
  function swap(before, after) {
    const isAbove = before.getBoundingClientRect().bottom < 0 && !CSS.supports("overflow-anchor", "auto");
    const height = document.documentElement.scrollHeight;
    before.replaceWith(after);
    dressBanners();
    tellWhetherOver(after);
    if (isAbove) window.scrollBy(0, document.documentElement.scrollHeight - height);
    movedAt = performance.now();
  }

  // Whoever waits is told where they look, not by the banner's going alone.
  function tellWhetherOver(banners) {
    const ends = document.querySelector("[data-ends]");
    if (ends) ends.hidden = told(banners).has(ends.dataset.ends);
  }

  function difference(before, after) {
    const [old, now] = [before, after].map(told);
    const over = [...old.keys()].filter((slug) => !now.has(slug)).map((slug) => old.get(slug).title);
    const news = [...now].filter(([slug, {text}]) => old.get(slug)?.text !== text);
    const lines = news.map(([slug, {title, state}]) => old.has(slug) ? `${title} ${state}` : title);
    const heading = lines.length ? plain(after.querySelector("h2")) : words.over;
    return [...lines, ...over].length ? `${heading}: ${(lines.length ? lines : over).join(words.and)}` : "";
  }

  function told(banners) {
    return new Map([...banners.querySelectorAll("[data-incident]")].map((one) => [one.dataset.incident, {
      title: plain(one.querySelector("a")), state: one.dataset.state, text: one.textContent,
    }]));
  }

  function plain(element) {
    const copy = element.cloneNode(true);
    for (const reading of copy.querySelectorAll("rp, rt")) reading.remove();
    return copy.textContent.trim();
  }

  function dressBanners() {
    tellLate();
    const waits = document.querySelector("[data-waits]");
    if (!waits) return;
    const tried = new URLSearchParams(location.search).get("tried")?.split(",") ?? [];
    const cause = waits.dataset.waits.split(" ").find((one) => !tried.includes(one));
    waits.hidden = !cause || cause === document.getElementById("step")?.dataset.cause;
    waits.querySelector("a").search = location.search;
  }

  // When more was to be said is told until then: a kept page knows no clock.
  function tellLate() {
    for (const one of document.querySelectorAll("[data-until]")) one.hidden = Date.parse(one.dataset.until) <= Date.now();
  }

  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  askLater();

  dress();
  window.addEventListener("pageshow", (event) => event.persisted && (dress(), ask()));

  // Once the page is there, its guide, or the first that it leads to, is kept for when the line goes; see
  // static/js/offline/.

  const {worker} = document.currentScript.dataset;
  if (worker && navigator.serviceWorker && "DecompressionStream" in window) {
    window.addEventListener("load", () => {
      navigator.serviceWorker.register(worker, {updateViaCache: "none"}).catch(() => {});
      const guide = document.querySelector('main .answer[href*="/guides/"]');
      navigator.serviceWorker.ready.then(({active}) => active.postMessage([location.href, guide?.href ?? location.href]));
    });
  }
})();
