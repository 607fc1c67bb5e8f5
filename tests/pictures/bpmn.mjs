// Judges BPMN files: read by bpmn-moddle without a warning, no error of bpmnlint's recommended rules, and opened by bpmn-js
// in a headless Chromium (GUICHENG_CHROMIUM, else `chromium`). Usage: node bpmn.mjs FILE...   Modules are sought in
// GUICHENG_NODE_MODULES or ./node_modules; what is absent is said with NOT CHECKED.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import path from "node:path";

const home = path.resolve(process.env.GUICHENG_NODE_MODULES ?? "node_modules");
const need = createRequire(path.join(home, "..", "x.js"));
const load = (name) => import(pathToFileURL(need.resolve(name)).href);
const files = process.argv.slice(2);
let bad = 0;

async function part(name, run) {
  try {
    await run();
  } catch (e) {
    if (e.code !== "MODULE_NOT_FOUND" && e.code !== "ERR_MODULE_NOT_FOUND" && e.code !== "ABSENT") {
      bad += 1;
      console.log(`BAD ${name}: ${e.message}`);
    } else {
      console.log(`NOT CHECKED by ${name}: ${String(e.message).split("\n")[0]}`);
    }
  }
}

async function moddle() {
  const found = await load("bpmn-moddle");
  return new (found.BpmnModdle ?? found.default)();
}

await part("bpmn-moddle", async () => {
  const reader = await moddle();
  for (const file of files) {
    const { warnings } = await reader.fromXML(readFileSync(file, "utf8"));
    warnings.slice(0, 5).forEach((w) => console.log(`BAD ${file}: ${w.message}`));
    bad += warnings.length;
  }
  console.log(`read by bpmn-moddle: ${files.length}`);
});

await part("bpmnlint", async () => {
  const reader = await moddle();
  const { Linter } = need("bpmnlint");
  const Resolver = need("bpmnlint/lib/resolver/node-resolver");
  let warnings = 0;
  for (const file of files) {
    // One rule remembers the ids of earlier files.
    const linter = new Linter({ config: { extends: "bpmnlint:recommended" }, resolver: new Resolver({ require: need }) });
    const { rootElement } = await reader.fromXML(readFileSync(file, "utf8"));
    const found = await linter.lint(rootElement);
    for (const [rule, list] of Object.entries(found)) {
      for (const { category, id, message } of list) {
        if (category !== "error") {
          warnings += 1;
          continue;
        }
        bad += 1;
        console.log(`BAD ${file}: ${rule} ${id}: ${message}`);
      }
    }
  }
  console.log(`judged by bpmnlint: ${files.length}, ${warnings} warnings`);
});

await part("bpmn-js", async () => {
  const puppeteer = (await load("puppeteer-core")).default;
  const script = readFileSync(path.join(home, "bpmn-js/dist/bpmn-navigated-viewer.production.min.js"), "utf8");
  let browser;
  try {
    const executablePath = process.env.GUICHENG_CHROMIUM ?? "/usr/bin/chromium";
    browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
  } catch (e) {
    throw Object.assign(new Error(e.message), { code: "ABSENT" });
  }
  const page = await browser.newPage();
  await page.setContent("<div id=c style='width:1600px;height:900px'></div>");
  await page.addScriptTag({ content: script });
  let planes = 0;
  for (const file of files) {
    const told = await page.evaluate(async (xml) => {
      const viewer = new BpmnJS({ container: "#c" });
      const { warnings } = await viewer.importXML(xml);
      const told = warnings.map((w) => w.message);
      let count = 0;
      for (const diagram of viewer.getDefinitions().diagrams) {
        (await viewer.open(diagram)).warnings.forEach((w) => told.push(w.message));
        if (viewer.get("elementRegistry").size < 3) told.push(`${diagram.id} is empty`);
        count += 1;
      }
      viewer.destroy();
      return { told, count };
    }, readFileSync(file, "utf8"));
    planes += told.count;
    told.told.slice(0, 5).forEach((t) => console.log(`BAD ${file}: ${t}`));
    bad += told.told.length;
  }
  await browser.close();
  console.log(`opened by bpmn-js: ${files.length}, ${planes} diagrams`);
});
process.exit(bad ? 1 : 0);
