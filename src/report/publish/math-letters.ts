/** Where Unicode keeps the alphabets of mathematics: the code points of A, a, and where there are some, 0, Α and α. */
const ALPHABETS: Readonly<Record<string, readonly [A: number, a: number, zero?: number, alpha?: number, smallAlpha?: number]>> = {
  bold: [0x1d400, 0x1d41a, 0x1d7ce, 0x1d6a8, 0x1d6c2],
  'bold-italic': [0x1d468, 0x1d482, undefined, 0x1d71c, 0x1d736],
  script: [0x1d49c, 0x1d4b6],
  fraktur: [0x1d504, 0x1d51e],
  'double-struck': [0x1d538, 0x1d552, 0x1d7d8],
  'sans-serif': [0x1d5a0, 0x1d5ba, 0x1d7e2],
  monospace: [0x1d670, 0x1d68a, 0x1d7f6],
};

/** Letters that Unicode had before those alphabets. */
const EARLIER: Readonly<Record<string, string>> = {
  script: 'BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ',
  fraktur: 'CℭHℌIℑRℜZℨ',
  'double-struck': 'CℂHℍNℕPℙQℚRℝZℤ',
};

/**
 * MathML with `mathvariant` written out: `<mi mathvariant="script">L</mi>` becomes `<mi>ℒ</mi>`.
 *
 * Browsers follow MathML Core, which leaves the attribute out but for `normal`; without this, ℝ would be drawn as R.
 */
export function writtenOutLetters(mathml: string): string {
  return mathml.replace(
    /<(m[ino])( [^>]*?)? ?mathvariant="([a-z-]+)"([^>]*)>([^<]*)<\/\1>/g,
    (whole, tag: string, before: string | undefined, variant: string, after: string, text: string) =>
      variant in ALPHABETS
        ? `<${tag}${(before ?? '').trimEnd()}${after}>${[...text].map((letter) => letterOf(variant, letter)).join('')}</${tag}>`
        : whole,
  );
}

function letterOf(variant: string, letter: string): string {
  const earlier = [...(EARLIER[variant] ?? '')];
  const at = earlier.indexOf(letter);
  if (at >= 0 && at % 2 === 0) return earlier[at + 1];
  const code = letter.codePointAt(0) ?? 0;
  const [upper, lower, zero, alpha, smallAlpha] = ALPHABETS[variant];
  const shifted = (first: string, last: string, base: number | undefined): string | undefined =>
    base !== undefined && letter >= first && letter <= last
      ? String.fromCodePoint(base + code - (first.codePointAt(0) ?? 0))
      : undefined;
  return (
    shifted('A', 'Z', upper) ??
    shifted('a', 'z', lower) ??
    shifted('0', '9', zero) ??
    shifted('Α', 'Ω', alpha) ??
    shifted('α', 'ω', smallAlpha) ??
    letter
  );
}
