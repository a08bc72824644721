// One hue per category keeps a shelf calm. Muddy yellows and heavy reds are left out.
const palette = [285, 60, 160, 230, 320, 195, 75, 255, 140, 350];

/** The tile hue of a category, the same on every page and in every session. */
export function hueOf(category: string): number {
  let hash = 0;
  for (const letter of category) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return palette[hash % palette.length] ?? 285;
}
