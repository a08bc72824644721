// Lays all pictures out on contact sheets to look at: npm run sheet -- FOLDER [PATTERN]
import { readFileSync, readdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [folder, pattern = ""] = process.argv.slice(2);
if (!folder) throw new Error("name the folder for the sheets");
const pictures = new URL("../public/pictures/", import.meta.url);
const names = readdirSync(pictures).filter((file) => file.endsWith("-320.webp") && new RegExp(pattern).test(file));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const perSheet = 77;
for (let start = 0; start < names.length; start += perSheet) {
  const tiles = names.slice(start, start + perSheet).map((file) => {
    const data = readFileSync(new URL(file, pictures)).toString("base64");
    return `<figure><img src="data:image/webp;base64,${data}"><figcaption>${file.slice(0, -9)}</figcaption></figure>`;
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.setContent(`<style>
    body { margin: 8px; display: grid; grid-auto-rows: max-content; grid-template-columns: repeat(11, 1fr); gap: 6px; font: 11px sans-serif; background: #fbfaf7 }
    figure { margin: 0; text-align: center; overflow: hidden; white-space: nowrap }
    img { width: 100px; padding: 8px; border-radius: 12px; background: linear-gradient(165deg, oklch(.972 .016 80), oklch(.912 .05 80)) }
  </style>${tiles.join("")}`);
  await page.screenshot({ path: `${folder}/sheet-${start / perSheet}.png`, fullPage: true });
  await page.close();
}
await browser.close();
