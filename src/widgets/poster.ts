import sharp from 'sharp';

/** A picture somewhere on a poster: raw bytes, 1 (gray) or 3 (rgb) channels. */
export interface PosterTile {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly left: number;
  readonly top: number;
  /** Size on the poster, in pixels. */
  readonly toWidth: number;
  readonly toHeight: number;
}

/** The poster's size, what is drawn on it as SVG (on top, markup without the root), and its pictures. */
export interface PosterParts {
  readonly width: number;
  readonly height: number;
  readonly tiles?: readonly PosterTile[];
  readonly overlay?: string;
}

/** Sides of a picture that fits into `width` × `height`, none below 8 pixels: what is one pixel wide can still be seen. */
export function fitted(
  picture: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): { readonly toWidth: number; readonly toHeight: number } {
  const scale = Math.min(width / picture.width, height / picture.height);
  const [toWidth, toHeight] = [picture.width, picture.height].map((side) => Math.max(8, Math.round(side * scale)));
  return { toWidth, toHeight };
}

/** Characters that XML has no way to write, such as those that colour a terminal: a name may hold them. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Pictures and drawings on white as one PNG. */
export async function posterPng({ width, height, tiles = [], overlay = '' }: PosterParts): Promise<Buffer> {
  const pictures = await Promise.all(
    tiles.map(async ({ data, width, height, channels, left, top, toWidth, toHeight }) => ({
      input: await sharp(data, { raw: { width, height, channels: channels === 1 ? 1 : 3 } })
        .resize(toWidth, toHeight, { fit: 'fill', kernel: toWidth > width ? 'cubic' : 'lanczos3' })
        .png()
        .toBuffer(),
      left,
      top,
    })),
  );
  const drawn = overlay.replace(NOT_XML, '\uFFFD');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${drawn}</svg>`;
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([...pictures, { input: Buffer.from(svg), left: 0, top: 0 }])
    .png({ compressionLevel: 9 })
    .toBuffer();
}
