// Recolouring in OKLCH, on pixels: gradients, rims and blended edges turn together,
// which replacing colour stops in the SVG cannot do. Runs inside the browser page.

/**
 * Recolours RGBA pixels in place. Each rule picks pixels by hue (degrees, OKLCH)
 * or, with `greys`, by the lack of one, and sends them to another colour:
 * `to` hue, `chroma` factor (for greys: the chroma itself), `light` factor,
 * `spread` how much of the old hue variation stays.
 */
export function recolour(data, rules) {
  const toLinear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const toSRGB = (v) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);
  const linear = Float64Array.from({ length: 256 }, (_, i) => toLinear(i / 255));
  const smooth = (lo, hi, x) => {
    const t = Math.min(1, Math.max(0, (x - lo) / (hi - lo)));
    return t * t * (3 - 2 * t);
  };
  const apart = (a, b) => ((a - b + 540) % 360) - 180;

  const toLab = (r, g, b) => {
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const toRGB = (L, a, b) => {
    const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
    return [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    ];
  };
  /** The middle of a rule's hue range and half its width. */
  const range = ({ hues: [lo, hi] }) => {
    const half = (((hi - lo + 360) % 360) || 360) / 2;
    return { mid: lo + half, half };
  };
  /** How strongly a rule holds for a pixel of this hue and chroma, 0 to 1. */
  const weight = (rule, hue, chroma) => {
    if (rule.greys) return 1 - smooth(0.03, 0.075, chroma);
    const { mid, half } = range(rule);
    return (1 - smooth(half, half + 10, Math.abs(apart(hue, mid)))) * smooth(0.015, 0.045, chroma);
  };
  /** The colour a rule sends a pixel to, as lightness, hue and chroma. */
  const aim = (rule, L, hue, chroma) => {
    const light = L * (rule.light ?? 1);
    if (rule.greys) return [light, rule.to, rule.chroma ?? 0];
    const { mid } = range(rule);
    const turned = (rule.to ?? mid) + apart(hue, mid) * (rule.spread ?? 0.5);
    return [light, turned, chroma * (rule.chroma ?? 0.85)];
  };

  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 0) continue;
    const [L, a, b] = toLab(linear[data[i]], linear[data[i + 1]], linear[data[i + 2]]);
    const hue = (Math.atan2(b, a) * 180) / Math.PI;
    const chroma = Math.hypot(a, b);
    let out = [L, a, b];
    for (const rule of rules) {
      const w = weight(rule, hue, chroma);
      if (w === 0) continue;
      const [light, turned, c] = aim(rule, L, hue, chroma);
      const rad = (turned * Math.PI) / 180;
      const target = [light, c * Math.cos(rad), c * Math.sin(rad)];
      out = out.map((v, k) => v + (target[k] - v) * w);
    }
    toRGB(...out).forEach((v, k) => {
      data[i + k] = Math.round(255 * toSRGB(Math.min(1, Math.max(0, v))));
    });
  }
}
