// Makes the pages of a walk without a line, from what is kept of a guide: the engine's table says what comes, the pages
// are the site's own, and here their holes are filled. Nothing is decided here that the engine did not decide before.
"use strict";

const BASE = new URL(self.registration.scope).pathname;
const FIRST = "0".codePointAt(0); // the table's letter for the first cause
const APART = ["none", "unsure"];

const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

// Puts HTML into holes; a value may be a function of what else the hole names.
function fill(html, values) {
  return html.replace(/\ue000([^\ue001]*)\ue001/g, (_hole, name) => {
    const [kind, ...rest] = name.split(":");
    const value = own({origin: location.origin, ...values}, kind) ?? "";
    return typeof value === "function" ? value(...rest) : value;
  });
}

// Reads an address as the site does. `rest` is what stands behind the language's prefix.
function read(address) {
  const path = address.pathname.slice(BASE.length);
  const prefix = PREFIXES.find((one) => path.startsWith(one)) ?? "";
  const rest = path.slice(prefix.length);
  const [kind, slug, step, at] = rest.split("/");
  return {...given(address.searchParams), prefix, rest: rest + address.search, kind, slug, step, at};
}

function given(parameters) {
  const answers = new Map();
  for (const [name, value] of parameters) {
    answers.set(name, answers.has(name) ? `${answers.get(name)},${value}` : value);
  }
  const tried = (answers.get("tried") ?? "").split(",").filter(Boolean);
  for (const name of ["tried", "asked"]) answers.delete(name);
  return {answers, tried};
}

// All that was said, in the order of the site's own addresses.
function parameters({answers, tried}) {
  const all = new Map(answers);
  if (tried.length) all.set("tried", tried.join(","));
  const resent = all.get("resent");
  if (all.delete("resent")) all.set("resent", resent);
  return [...all];
}

function address(here, tail, {answers = here.answers, tried = here.tried} = {}) {
  const query = parameters({answers, tried}).map((pair) => pair.map(encodeURIComponent).join("=").replaceAll("%2C", ",")).join("&");
  return `${BASE}${here.prefix}guides/${here.slug}/${tail}${query && "?"}${query}`;
}

// The place of the answer that counts: of several ticks the first in the editor's order.
function picked(question, value) {
  const ticks = value?.split(",") ?? [];
  const places = [...question.answers.keys()].filter((place) => ticks.includes(question.answers[place].slug));
  return places.find((place) => !APART.includes(question.answers[place].slug)) ?? places[0];
}

// Follows the table as far as the answers lead: the questions answered, then a question, a cause, or neither.
function follow({table, questions}, {answers, tried}) {
  const path = [];
  let row = table.rows[own(table.starts, answers.get("carrier") ?? "") ?? table.starts[""]];
  for (;;) {
    const place = row.then?.length && picked(questions[row.question], answers.get(row.question));
    if (row.question && Number.isInteger(place) && row.then.length) {
      const before = causesOf(table, row.before);
      if (before.length && before.every((cause) => tried.includes(cause))) {
        row = table.rows[row.before.then];
      } else {
        path.push(row.question);
        row = table.rows[row.then[place]];
      }
      continue;
    }
    const advised = row.question ? row.before : row;
    if (advised === undefined || advised.question) return {path, question: advised?.question ?? row.question};
    const cause = causesOf(table, advised).find((one) => !tried.includes(one));
    if (cause || advised.then === undefined) return {path, cause};
    row = table.rows[advised.then];
  }
}

function causesOf(table, advised) {
  const letters = typeof advised === "string" ? advised : advised?.causes ?? "";
  return [...letters].map((letter) => table.causes[letter.codePointAt(0) - FIRST]);
}

// The page of an address within a guide, as {title, main}.
function stepOf(pack, shell, here) {
  const found = follow(pack, here);
  const again = here.step === "walk" && (found.path.includes(here.at) || (here.at === "carrier" && here.answers.has("carrier")));
  const values = valuesOf(pack, here, found);
  if (here.step === "solved" && own(pack.undo, here.at) !== undefined) {
    return drawn(pack, pack.solved, shell, {...values, undo: [here.at, ...here.tried].map((cause) => own(pack.undo, cause) ?? "").join("")});
  }
  if (!here.step && !here.answers.size && !here.tried.length) return drawn(pack, pack.entry, shell, values);
  if (again && own(pack.questions, here.at)) return questionOf(pack, shell, here, found, here.at, values);
  if (found.question) return questionOf(pack, shell, here, found, found.question, values);
  const page = found.cause ? adviceOf(pack, here, found.cause) : pack.end;
  const advised = drawn(pack, page, shell, {...values, caption: here.tried.length ? pack.next : pack.first});
  return {...advised, main: withFields(withoutRuledOut(advised.main, pack, here), here)};
}

function questionOf(pack, shell, here, found, slug, values) {
  const question = pack.questions[slug];
  const chosen = here.answers.has(slug);
  const number = found.path.includes(slug) ? found.path.indexOf(slug) + 1 : found.path.length + 1;
  const caption = fill(chosen ? pack.again : pack.asked, {number});
  const back = chosen ? escaped(address(here, "walk/")) : values.back;
  const page = drawn(pack, question.page, shell, {...values, caption, back}, question.several ? shell.several : "");
  const ticks = here.answers.get(slug)?.split(",") ?? [];
  const marked = question.answers.filter((answer) => ticks.includes(answer.slug)).reduce(
    (html, {slug: tick}) => html
      .replace(`data-hx-get="${values.answer(slug, tick)}" data-answer="${tick}"`, (same) => `${same} aria-current="true"`)
      .replace(`type="checkbox" name="${slug}" value="${tick}"`, (same) => `${same} checked`),
    page.main,
  );
  const others = new Map([...here.answers].filter(([name]) => name !== slug));
  return {...page, main: withFields(withoutRuledOut(marked, pack, here), {...here, answers: others})};
}

// The steps of the reader's carrier, or of the network it belongs to; else everyone's.
function adviceOf(pack, here, cause) {
  const carrier = here.answers.get("carrier");
  if (carrier === undefined) return pack.advice[cause];
  const lines = [...(own(pack.carriers, carrier) ?? []), "unsure"];
  const key = lines.map((line) => `${cause}/${line}`).find((one) => own(pack.advice, one));
  return pack.advice[key ?? cause];
}

// What the holes of a walk's pages hold.
function valuesOf(pack, here, {path}) {
  const to = (tail, changes) => escaped(address(here, tail, changes));
  const questions = here.answers.has("carrier") && !path.includes("carrier") ? [...path, "carrier"] : path;
  return {
    given: questions.filter((slug) => own(pack.questions, slug)).map((slug) => fill(pack.rows.given, {
      question: pack.questions[slug].text, answer: textOf(pack, here, slug), url: to(`walk/${slug}/`),
    })).join(""),
    tried: here.tried.filter((cause) => own(pack.titles, cause)).map((cause) => fill(pack.rows.tried, {
      cause: pack.titles[cause],
      page: `${BASE}${here.prefix}causes/${cause}/`,
      url: to("walk/", {tried: here.tried.filter((one) => one !== cause)}),
    })).join(""),
    answer: (slug, tick) => to("walk/", {answers: new Map([...here.answers, [slug, tick]])}),
    question: (slug) => to(`walk/${slug}/`),
    carrier: () => textOf(pack, here, "carrier"),
    back: path.length ? to(`walk/${path.at(-1)}/`) : to("", {answers: new Map(), tried: []}),
  };
}

function textOf(pack, here, slug) {
  const ticks = here.answers.get(slug)?.split(",") ?? [];
  return own(pack.questions, slug)?.answers.filter((one) => ticks.includes(one.slug)).map((one) => one.text).join(pack.joint) ?? "";
}

// Puts the walk into a form as the page's own links carry it.
function withFields(main, here) {
  const fields = parameters(here).map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`).join("");
  return main.replace(/<form class="(?:ticks|verdict)"[^>]*>/, (form) => form + fields);
}

// Leaves out the last resorts that an answer rules out.
function withoutRuledOut(main, pack, here) {
  const given = Object.entries(pack.questions).flatMap(([slug, question]) => {
    const ticks = here.answers.get(slug)?.split(",") ?? [];
    return question.answers.filter((answer) => ticks.includes(answer.slug));
  });
  return given.flatMap((answer) => answer.out).reduce((html, cause) => html.replace(
    new RegExp(`<li>\\s*<a [^>]*href="[^"]*/causes/${cause}/"(?:(?!</li>)[^])*</li>`, "g"), "",
  ), main);
}

// Fills a page's holes and says on it that there is no line.
function drawn(pack, [title, lines], shell, values, remark = "") {
  const main = lines.map((place) => pack.lines[place]).join("\n");
  const bare = values.tried ? main : main.replace(/<div>\s*<dt>(?:(?!<\/dt>)[^])*<\/dt>\s*\ue000tried\ue001\s*<\/div>/, "");
  const html = fill(bare, values);
  const made = shell.made + remark;
  const marked = html.replace(/<section id="step"[^>]*>/, (step) => step + made);
  const plain = fill(title, values).replace(/<rp>.*?<\/rp>|<rt>.*?<\/rt>|<[^>]*>/g, "");
  return {title: plain, main: marked === html ? made + html : marked};
}

function framed(shell, here, {title, main}) {
  return fill(shell.frame.replaceAll("offline.json.gz", () => escaped(here.rest)), {main})
    .replace(/<title>[^]*?<\/title>/, () => `<title>${title}</title>`);
}
