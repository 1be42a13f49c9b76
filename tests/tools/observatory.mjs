// Judges a page as MDN's HTTP Observatory does, on ports of one's own: node observatory.mjs HTTP_PORT HTTPS_PORT PATH
// prints the score and what each rule said. Lists that it would fetch as it is installed are empty here.
import {mkdirSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const home = join(dirname(fileURLToPath(import.meta.resolve("@mdn/mdn-http-observatory"))), "..");
mkdirSync(join(home, "conf"), {recursive: true});
writeFileSync(join(home, "conf/hsts-preload.json"), "{}");
writeFileSync(join(home, "conf/tld-list.json"), "[]");

const own = (path) => import(join(home, "src", path));
const {ALL_TESTS} = await own("constants.js");
const {MINIMUM_SCORE_FOR_EXTRA_CREDIT} = await own("grader/charts.js");
const {getGradeForScore, getScoreModifier} = await own("grader/grader.js");
const {retrieve} = await own("retriever/retriever.js");

const [httpPort, httpsPort, path] = process.argv.slice(2);
const got = await retrieve("localhost", {httpPort, httpsPort, path});
const rules = ALL_TESTS.map((rule) => rule(got));
const modifiers = rules.map(({result}) => getScoreModifier(result));
const uncurved = 100 + modifiers.filter((one) => one < 0).reduce((sum, one) => sum + one, 0);
const curved = 100 + modifiers.reduce((sum, one) => sum + one, 0);
const {score, grade} = getGradeForScore(uncurved >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? curved : uncurved);
console.log(JSON.stringify({
  score, grade, status: got.responses.auto?.status,
  rules: Object.fromEntries(rules.map((rule, at) => [rule.constructor.name, [rule.result, modifiers[at]]])),
}));
process.exit(0);
