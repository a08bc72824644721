// Checks that the committed pictures are the ones in the manifest, without a browser.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";

const folder = new URL("../public/pictures/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", folder)));
const recipes = JSON.parse(readFileSync(new URL("recipes.json", import.meta.url)));
const present = readdirSync(folder).filter((file) => file.endsWith(".webp"));
const wanted = Object.keys(recipes).flatMap((name) => [`${name}-640.webp`, `${name}-320.webp`]);
const faults = [];
for (const file of new Set([...wanted, ...present, ...Object.keys(manifest)])) {
  if (!wanted.includes(file)) faults.push(`${file} has no recipe`);
  else if (!present.includes(file)) faults.push(`${file} is missing`);
  else {
    const hash = createHash("sha256").update(readFileSync(new URL(file, folder))).digest("hex");
    if (manifest[file] !== hash) faults.push(`${file} is not the picture in the manifest`);
  }
}
for (const fault of faults) console.error(fault);
console.log(`${present.length} pictures checked, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
