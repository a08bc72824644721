// Reads objects out of the Fluent Emoji set as standalone SVG documents.
import { readFileSync } from "node:fs";

const set = JSON.parse(
  readFileSync(new URL("node_modules/@iconify-json/fluent-emoji/icons.json", import.meta.url)),
);

/** Objects whose drawings are not open-sourced or not ours to show. */
const excluded = /^(paperclip|linked-paperclips|video-game|technologist.*|flag-.*|.*-flag)$/;

/** The object as SVG; `drop` leaves out the shapes whose markup holds one of these strings. */
export function svg(object, drop = []) {
  const icon = set.icons[object];
  if (!icon) throw new Error(`no object named ${object}`);
  if (excluded.test(object)) throw new Error(`${object} must not be used`);
  const size = icon.width ?? set.width ?? 32;
  const [drawn, ...rest] = icon.body.split(/(?=<defs)/);
  const unseen = new Set(drop);
  const kept = drawn.replace(/<(?:path|circle|ellipse|rect)\b[^>]*\/>/g, (shape) => {
    const mark = drop.find((text) => shape.includes(text));
    unseen.delete(mark);
    return mark === undefined ? shape : "";
  });
  if (unseen.size > 0) throw new Error(`${object} has no shape with ${[...unseen].join(", ")}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="640" viewBox="0 0 ${size} ${size}">${kept}${rest.join("")}</svg>`;
}
