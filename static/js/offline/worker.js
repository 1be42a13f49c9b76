// Keeps the site readable without a line: whatever page the network answers is shown; only where it does not answer,
// what is kept is. It keeps one guide's walk whole (see walk.js), pages visited around it, and what both are drawn with.
"use strict";

const FAMILY = "helpcenter-"; // our caches; this version's is KEPT, named by the address that /sw.js wrote before this
const PATIENCE = 3000; // milliseconds to wait for the network while something is kept
const TRIES = 20; // how often a pack that is still being made is asked for
const READERS = ["", "guides", "causes", "carriers", "incidents", "search"];
const COPIED = ["", "causes", "carriers"]; // pages kept as they are; those of a guide are made, outages are never kept

const unpacked = new Map();
const after = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.waitUntil(keepAll(event.data)));
self.addEventListener("fetch", (event) => {
  const {request} = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  const isPage = request.mode === "navigate" || request.headers.get("Accept")?.includes("text/html");
  if (SHELL.includes(url.pathname)) event.respondWith(file(request));
  else if (isPage && READERS.includes(read(url).kind)) event.respondWith(page(event, read(url)));
});

// A new version brings the packs of the old one up to date, or does not start: the old one stays whole till then.
async function install() {
  const cache = await caches.open(KEPT);
  await cache.addAll(SHELL);
  const before = await Promise.all((await others()).map(async (name) => (await caches.open(name)).keys()));
  const packs = new Set(before.flat().map(({url}) => url).filter((url) => url.endsWith("offline.json.gz")));
  await Promise.all([...packs].map((url) => keepPack(cache, url)));
  await self.skipWaiting();
}

async function activate() {
  await Promise.all((await others()).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function others() {
  return (await caches.keys()).filter((name) => name.startsWith(FAMILY) && name !== KEPT);
}

async function keepAll(addresses) {
  for (const address of addresses) await keep(new URL(address));
}

// Keeps what the page at an address needs, unless it is there.
async function keep(url) {
  const here = read(url);
  const cache = await caches.open(KEPT);
  const packs = [packUrl(here)]; // first what every page is drawn with: without it a guide is of no use
  if (here.kind === "guides" && here.slug) packs.push(packUrl(here, `guides/${here.slug}/`));
  for (const pack of packs) await cache.match(pack) || await keepPack(cache, pack);
  if (COPIED.includes(here.kind) && !await cache.match(url)) await copy(cache, url, await fetch(url));
}

function packUrl({prefix}, folder = "") {
  return `${BASE}${prefix}${folder}offline.json.gz`;
}

// Fetches a pack; the first one of a release is being made for some seconds: it is accepted (202), not yet there.
async function keepPack(cache, url) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const response = await fetch(url, {cache: "no-cache"});
    if (response.status === 200) return cache.put(url, response);
    if (response.status === 404) return undefined;
    await after(1000 * Number(response.headers.get("Retry-After") ?? 1));
  }
  throw new Error(`${url} is not to be had`);
}

async function copy(cache, url, response) {
  const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
  if (response.ok && !response.redirected && isPage) await cache.put(url, response);
}

// A file's name is made from what is in it, so what is kept under it is what the network would answer.
async function file(request) {
  return await (await caches.open(KEPT)).match(request) ?? fetch(request);
}

async function page(event, here) {
  const {request} = event;
  const sent = request.method === "POST" ? request.clone().text() : "";
  const init = request.method === "GET" ? {cache: "no-cache"} : {}; // what the browser has is not the network's answer
  const online = fetch(request, init).catch(() => null);
  if (request.method === "POST") {
    const leadsOn = here.step === "report" && await kept(packUrl(here, `guides/${here.slug}/`));
    const soon = await (leadsOn ? Promise.race([online, after(PATIENCE)]) : online);
    return soon ?? afterVerdict(here, new URLSearchParams(await sent));
  }
  const soon = await Promise.race([online, after(PATIENCE)]);
  if (soon) {
    if (COPIED.includes(here.kind)) event.waitUntil(renew(request.url, soon.clone()));
    return soon;
  }
  return await fromKept(request.url, here) ?? await online ?? answer(await nowhere(here), 503);
}

async function renew(url, response) {
  await copy(await caches.open(KEPT), url, response);
}

// A verdict that cannot be sent leads on all the same; it is not counted. One that is still under way is not sent again.
async function afterVerdict(here, sent) {
  const walk = {...here, ...given(sent)};
  const {answers, tried} = walk;
  const [cause, verdict] = [answers.get("cause"), answers.get("verdict")];
  for (const name of ["cause", "verdict"]) answers.delete(name);
  if (answers.delete("code.sent")) answers.set("resent", `${Math.min(Number(answers.get("resent") ?? 0) + 1, 9)}`);
  if (here.step !== "report" || !cause) return answer(await nowhere(here), 503);
  const causes = cause.split(","); // what was tried together; the first has the page
  if (verdict === "solved") return Response.redirect(address(walk, `solved/${encodeURIComponent(causes[0])}/`), 303);
  return Response.redirect(address(walk, "walk/", {tried: [...new Set([...tried, ...causes])]}), 303);
}

// What is kept for an address, null where nothing is.
async function fromKept(url, here) {
  const shell = await kept(packUrl(here));
  if (!shell) return null;
  if (here.kind === "guides") {
    const pack = await kept(packUrl(here, `guides/${here.slug}/`));
    return pack ? answer(framed(shell, here, stepOf(pack, shell, here))) : null;
  }
  const copied = await caches.match(url);
  return copied ? answer(await marked(copied, shell, here)) : causePage(shell, here);
}

// A page visited before, with its time; so an outage that it tells of is told with its time too.
async function marked(copied, shell, here) {
  const at = new Date(copied.headers.get("Date"));
  const when = at.toLocaleString(here.prefix === "en/" ? "en" : "ja", {dateStyle: "long", timeStyle: "short"});
  const html = await copied.text();
  return html.replace(/<main[^>]*>/, (main) => main + fill(shell.kept, {when}));
}

async function causePage(shell, here) {
  if (here.kind !== "causes") return null;
  const pack = (await packs(here)).find((one) => own(one.causes, here.slug));
  return pack ? answer(framed(shell, here, drawn(pack, pack.causes[here.slug], shell, {}))) : null;
}

// What is not kept is told in the language asked for, else in one that is kept.
async function nowhere(asked) {
  const shells = await Promise.all([asked.prefix, ...PREFIXES, ""].map(async (prefix) => {
    const here = {...asked, prefix};
    return {here, shell: await kept(packUrl(here))};
  }));
  const {here, shell} = shells.find((one) => one.shell) ?? {};
  if (!shell) return "";
  const guides = (await packs(here)).map((pack) => fill(shell.guide, {
    text: pack.title, url: `${BASE}${here.prefix}guides/${pack.guide}/`,
  })).join("");
  return framed(shell, here, drawn(shell, shell.nowhere, {made: ""}, {guides}));
}

async function packs(here) {
  const start = new URL(`${BASE}${here.prefix}guides/`, location.origin).href;
  const urls = (await (await caches.open(KEPT)).keys()).map(({url}) => url);
  return Promise.all(urls.filter((url) => url.startsWith(start) && url.endsWith("offline.json.gz")).map(kept));
}

// A pack as data. It is read once while the worker runs: within a version none is fetched twice.
async function kept(url) {
  const {href} = new URL(url, location);
  if (!unpacked.has(href)) {
    const response = await (await caches.open(KEPT)).match(href);
    if (!response) return undefined;
    unpacked.set(href, await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).json());
  }
  return unpacked.get(href);
}

function answer(html, status = 200) {
  return html ? new Response(html, {status, headers: {"Content-Type": "text/html; charset=utf-8"}}) : Response.error();
}
