// One hue per category keeps a shelf calm. The reds are left out: on dark pages they turn heavy.
const palette = [285, 75, 150, 225, 55, 190, 315, 105, 250, 170];

/** The tile hue of a category, the same on every page and in every session. */
export function hueOf(category: string): number {
  let hash = 0;
  for (const letter of category) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return palette[hash % palette.length] ?? 285;
}
