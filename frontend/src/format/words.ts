/** "size: 42 · colour: moss" → "Size 42 · Colour moss": the options of a variant in one line. */
export function describeOptions(options: Record<string, string> | undefined): string {
  return Object.entries(options ?? {})
    .map(([name, value]) => `${label(name)} ${value}`)
    .join(' · ');
}

/** "battery_life" → "Battery life": attribute and option names as people write them. */
export function label(name: string): string {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "1 product", "3 products". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}
