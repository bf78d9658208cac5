// Draws the still and the moving figure of chapter 1 into notebooks/figures/: `node scripts/draw-figures.mjs`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import gifenc from 'gifenc';
import sharp from 'sharp';

const folder = fileURLToPath(new URL('../notebooks/figures', import.meta.url));
const INK = '#1f2430';
const MUTED = '#5a6374';
const ACCENT = '#3b5bdb';
const WARM = '#e8590c';

mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/speed-counter.svg`, network());
writeFileSync(`${folder}/convolution-3d.gif`, await convolution());

/** The counter: frames, five blocks with their output shapes, flatten, one output a frame. */
function network() {
  const blocks = [
    { kernel: '2×16×16', shape: '3×56×56×4', height: 132 },
    { kernel: '2×8×8', shape: '2×24×24×8', height: 108 },
    { kernel: '1×4×4', shape: '2×10×10×16', height: 86 },
    { kernel: '1×3×3', shape: '2×4×4×32', height: 66 },
    { kernel: '1×3×3', shape: '2×1×1×64', height: 50 },
  ];
  const middle = 122;
  const frames = [3, 2, 1, 0].map((i) => {
    const [x, y] = [22 + 9 * i, middle - 46 - 9 * i + 14];
    return `${box(x, y, 84, 84, '#f1f3f5', INK)}${jumper(x + 42, y + 44, i)}`;
  });
  const parts = blocks.map(({ kernel, shape, height }, i) => {
    const x = 178 + i * 104;
    return [
      arrow(x - 32, x - 4, middle),
      box(x, middle - height / 2, 66, height, ['#dbe4ff', '#d0ebff', '#c5f6fa', '#c3fae8', '#d3f9d8'][i], ACCENT, 8),
      text(x + 33, middle - 4, 'Conv3D', { size: 13, weight: 600 }),
      text(x + 33, middle + 13, kernel, { size: 12 }),
      text(x + 33, 216, shape, { size: 12, fill: MUTED }),
    ].join('');
  });
  const outputs = ['0', '0', '0', '1'].map((value, i) => {
    const y = middle - 54 + i * 36;
    const isHit = value === '1';
    return `<circle cx="804" cy="${y}" r="14" fill="${isHit ? WARM : '#fff'}" stroke="${isHit ? WARM : INK}" stroke-width="1.5"/>${text(
      804,
      y + 5,
      value,
      { size: 14, weight: 600, fill: isHit ? '#fff' : INK },
    )}`;
  });
  return svg(
    840,
    250,
    'The jump-rope counter, layer by layer',
    [
      ...frames,
      text(78, 216, '4 frames, 128×128', { size: 12, fill: MUTED }),
      ...parts,
      arrow(666, 694, middle),
      box(698, middle - 66, 20, 132, '#fff3bf', INK, 4),
      text(708, 216, 'flatten', { size: 12, fill: MUTED }),
      ...[0, 1, 2, 3].map((i) => line(720, middle, 788, middle - 54 + i * 36, MUTED)),
      ...outputs,
      text(804, 216, 'an event?', { size: 12, fill: MUTED }),
      text(420, 26, 'Five times: Conv3D, batch normalisation, ReLU, max-pooling 1×2×2', { size: 14, weight: 600 }),
      text(420, 240, 'Under each block: frames × height × width × channels after pooling', { size: 12, fill: MUTED }),
    ].join('\n'),
  );
}

/** A kernel of 2 × 3 × 3 walks through 3 frames of 6 × 6; what it gives fills 2 frames of 4 × 4. */
async function convolution() {
  const { GIFEncoder, quantize, applyPalette } = gifenc;
  const gif = GIFEncoder();
  const [width, height] = [560, 300];
  const places = [];
  for (let t = 0; t < 2; t++) for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) places.push({ t, y, x });
  const pictures = await Promise.all(places.map((at, step) => pixelsOf(svg(width, height, 'A walking kernel', scene(at, step)))));
  const palette = quantize(pictures[20], 24); // a step at which every colour is in use
  for (const [step, pixels] of pictures.entries()) {
    gif.writeFrame(applyPalette(pixels, palette), width, height, { palette, delay: step === places.length - 1 ? 1500 : 220 });
  }
  gif.finish();
  return gif.bytes();
}

function scene(at, step) {
  const input = [2, 1, 0].map((t) => {
    const covered = t >= at.t && t < at.t + 2;
    const inKernel = (y, x) => covered && y >= at.y && y < at.y + 3 && x >= at.x && x < at.x + 3;
    return grid(30 + 62 * t, 108 - 32 * t, 6, 22, (y, x) => (inKernel(y, x) ? '#ffd8a8' : t % 2 ? '#e7f0ff' : '#f1f6ff'));
  });
  const output = [1, 0].map((t) =>
    grid(378 + 62 * t, 130 - 32 * t, 4, 22, (y, x) => {
      const order = t * 16 + y * 4 + x;
      return order < step ? '#a5d8ff' : order === step ? WARM : '#ffffff';
    }),
  );
  return [
    ...input,
    ...output,
    text(146, 284, '3 frames of 6×6', { size: 14 }),
    text(454, 284, '2 frames of 4×4', { size: 14 }),
    text(280, 24, 'A kernel of 2×3×3 slides across, down and along time', { size: 15, weight: 600 }),
    arrow(326, 366, 172),
  ].join('');
}

async function pixelsOf(markup) {
  const data = await sharp(Buffer.from(markup)).flatten({ background: '#ffffff' }).ensureAlpha().raw().toBuffer();
  return new Uint8Array(data);
}

/** A square grid of cells; `fill` gives the colour of a cell. */
function grid(left, top, count, size, fill) {
  const cells = [];
  for (let y = 0; y < count; y++)
    for (let x = 0; x < count; x++)
      cells.push(
        `<rect x="${left + x * size}" y="${top + y * size}" width="${size}" height="${size}" fill="${fill(y, x)}" stroke="#8b95a7"/>`,
      );
  return cells.join('');
}

/** A small figure that jumps: which foot is down changes with the frame. */
function jumper(x, y, phase) {
  const lift = phase % 2 === 0 ? 10 : -10;
  return [
    `<circle cx="${x}" cy="${y - 22}" r="6" fill="${INK}"/>`,
    line(x, y - 16, x, y + 6, INK, 3),
    line(x, y + 6, x - 8, y + 26 - Math.max(0, lift), INK, 3),
    line(x, y + 6, x + 8, y + 26 - Math.max(0, -lift), INK, 3),
    `<path d="M${x - 16} ${y - 4}Q${x} ${y + 40} ${x + 16} ${y - 4}" fill="none" stroke="${WARM}" stroke-width="2"/>`,
  ].join('');
}

function svg(width, height, title, content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'DejaVu Sans', sans-serif"><title>${title}</title><rect width="${width}" height="${height}" rx="10" fill="#ffffff"/>
${content}
</svg>
`;
}

function box(x, y, width, height, fill, stroke, radius = 3) {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`;
}

function line(x1, y1, x2, y2, stroke, width = 1) {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round"/>`;
}

function arrow(from, to, y) {
  return `${line(from, y, to - 4, y, INK, 2)}<path d="M${to - 8} ${y - 5}L${to} ${y}L${to - 8} ${y + 5}z" fill="${INK}"/>`;
}

function text(x, y, content, { size, weight = 400, fill = INK }) {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="middle">${content}</text>`;
}
