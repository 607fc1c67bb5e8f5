// Parses Mermaid texts with mermaid itself. Usage: node mermaid.mjs FILE...   Modules are sought from GUICHENG_NODE_MODULES
// or from where it is started; where they are absent that is said with NOT CHECKED.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import path from "node:path";

const home = process.env.GUICHENG_NODE_MODULES ?? path.resolve("node_modules");
const need = createRequire(path.join(home, "..", "x.js"));
async function load(name) {
  return import(pathToFileURL(need.resolve(name)).href);
}

let mermaid;
try {
  const { JSDOM } = await load("jsdom");
  const { window } = new JSDOM("<body></body>");
  globalThis.window = window;
  globalThis.document = window.document;
  mermaid = (await load("mermaid")).default;
} catch (e) {
  console.log(`NOT CHECKED by mermaid: ${String(e.message).split("\n")[0]}`);
  process.exit(0);
}
let bad = 0;
for (const file of process.argv.slice(2)) {
  try {
    const found = await mermaid.parse(readFileSync(file, "utf8"));
    console.log(`${file}: ${found.diagramType}`);
  } catch (e) {
    bad += 1;
    console.log(`BAD ${file}: ${e.message}`);
  }
}
process.exit(bad ? 1 : 0);
