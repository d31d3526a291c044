// Reads a JSON list of Mermaid texts, parses each with the real parser, and prints what it understood.
//   node parse_mermaid.mjs FOLDER <texts.json      FOLDER has node_modules with mermaid and jsdom
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "nowhere.js"));
const { JSDOM } = require("jsdom");
const dom = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const mermaid = (await import(require.resolve("mermaid"))).default;

const understood = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    understood.push({
      nodes: [...db.getVertices().values()].map((node) => node.text ?? node.id),
      edges: db.getEdges().length,
      groups: db.getSubGraphs().length,
      title: db.getAccTitle(),
    });
  } catch (error) {
    understood.push({ error: String(error.message) });
  }
}
console.log(JSON.stringify(understood));
