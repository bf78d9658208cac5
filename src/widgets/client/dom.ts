type Properties = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/**
 * An HTML element: strings and numbers become attributes, functions listeners, `true` an empty attribute. A text in place of the
 * properties is its class. Buttons submit nothing.
 */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties | string = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  if (node instanceof HTMLButtonElement) node.type = 'button';
  for (const [key, value] of Object.entries(typeof properties === 'string' ? { class: properties } : properties)) {
    if (typeof value === 'function') node.addEventListener(key, value);
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children);
  return node;
}

/** A figure's frame, with a name for those who do not see it. */
export function panel(name: string, ...children: readonly (Node | string)[]): HTMLDivElement {
  return h('div', { class: 'fs', role: 'group', 'aria-label': name }, ...children);
}

/** A figure's title, and what stands beside it. */
export function heading(title: string, ...beside: readonly (Node | string)[]): HTMLDivElement {
  return h('div', 'fs-head', h('p', 'fs-title', title), ...beside);
}

/** Shows a button as pressed, or not: it stays so. */
export function press(button: HTMLElement, isPressed: boolean): void {
  button.setAttribute('aria-pressed', String(isPressed));
}

/** 24 × 24 outlines of the controls' pictures. */
const ICONS = {
  play: 'M7 4v16l13-8z',
  pause: 'M6 4h4.4v16H6zM13.6 4H18v16h-4.4z',
  loop: 'M17 2.5 21.5 7 17 11.5V8.4H5V12H2.3V5.6H17zM7 21.5 2.5 17 7 12.5v3.1h12V12h2.7v6.4H7z',
  previous: 'M5 4h3v16H5zM20 4v16L9 12z',
  next: 'M16 4h3v16h-3zM4 4v16l11-8z',
  close: 'M5.6 4 4 5.6l6.4 6.4L4 18.4 5.6 20l6.4-6.4 6.4 6.4 1.6-1.6-6.4-6.4L20 5.6 18.4 4 12 10.4z',
  save: 'M10.7 3h2.6v10h5L12 19.3 5.7 13h5zM4 20h16v2.4H4z',
} as const;

/** A button that carries a picture and a name for those who do not see it. */
export function iconButton(icon: keyof typeof ICONS, label: string, onClick: () => void, extraClass = ''): HTMLButtonElement {
  const button = h('button', { class: `fs-icon ${extraClass}`, 'aria-label': label, title: label, click: onClick });
  setIcon(button, icon);
  return button;
}

/** Changes a button's picture. */
export function setIcon(button: HTMLElement, icon: keyof typeof ICONS): void {
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path stroke="currentColor" stroke-linejoin="round" d="${ICONS[icon]}"/></svg>`;
}

/** The 2-D drawing surface of a canvas. */
export function surfaceOf(canvas: HTMLCanvasElement, settings?: CanvasRenderingContext2DSettings): CanvasRenderingContext2D {
  const surface = canvas.getContext('2d', settings);
  if (!surface) throw new Error('this browser has no 2-D canvas');
  return surface;
}
