// Renders every recipe to WebP at 640 and 320 px and writes the manifest of hashes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { recolour } from "./colour.mjs";
import { svg } from "./svg.mjs";

const out = new URL("../public/pictures/", import.meta.url);
const recipes = JSON.parse(readFileSync(new URL("recipes.json", import.meta.url)));
const sizes = [640, 320];
const quality = 0.86;

/** Draws at twice the size, recolours, then scales down; runs in the page. */
async function draw({ source, rules, sizes, quality, recolour }) {
  const paint = new Function(`return ${recolour}`)();
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await picture.decode();
  const canvas = (side) => Object.assign(document.createElement("canvas"), { width: side, height: side });
  const large = canvas(1280);
  const ink = large.getContext("2d", { willReadFrequently: true });
  ink.drawImage(picture, 0, 0, 1280, 1280);
  if (rules.length > 0) {
    const pixels = ink.getImageData(0, 0, 1280, 1280);
    paint(pixels.data, rules);
    ink.putImageData(pixels, 0, 0);
  }
  return sizes.map((side) => {
    const small = canvas(side);
    const pen = small.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(large, 0, 0, side, side);
    return small.toDataURL("image/webp", quality).split(",")[1];
  });
}

mkdirSync(out, { recursive: true });
for (const file of readdirSync(out)) if (file.endsWith(".webp")) rmSync(new URL(file, out));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const page = await browser.newPage();
const manifest = {};
const bytes = [];
for (const [name, { object = name, drop, recolour: rules = [] }] of Object.entries(recipes).sort()) {
  const source = svg(object, drop);
  const images = await page.evaluate(draw, { source, rules, sizes, quality, recolour: recolour.toString() });
  images.forEach((base64, i) => {
    const data = Buffer.from(base64, "base64");
    const file = `${name}-${sizes[i]}.webp`;
    writeFileSync(new URL(file, out), data);
    manifest[file] = createHash("sha256").update(data).digest("hex");
    bytes.push([sizes[i], data.length]);
  });
}
await browser.close();
writeFileSync(new URL("manifest.json", out), `${JSON.stringify(manifest, null, 1)}\n`);
const large = bytes.filter(([side]) => side === 640).map(([, n]) => n).sort((a, b) => a - b);
const total = bytes.reduce((sum, [, n]) => sum + n, 0);
console.log(`${large.length} pictures, median ${large[large.length >> 1]} B at 640 px, ${(total / 1e6).toFixed(2)} MB in all`);
