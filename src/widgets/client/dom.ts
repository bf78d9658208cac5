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
  play: 'M7 4.5v15a1 1 0 0 0 1.5.86l12-7.5a1 1 0 0 0 0-1.72l-12-7.5A1 1 0 0 0 7 4.5z',
  pause: 'M6 4h4.4v16H6zM13.6 4H18v16h-4.4z',
  loop: 'M17 2.5 21.5 7 17 11.500V8.400H7.500A2.500 2.500 0 0 0 5 10.900V12H2.300v-1.100A5.200 5.200 0 0 1 7.500 5.600H17zM7 21.500 2.500 17 7 12.500v3.100h9.500a2.500 2.500 0 0 0 2.500-2.500V12h2.700v1.100a5.200 5.200 0 0 1-5.200 5.300H7z',
  previous: 'M5 4h3v16H5zM20 5.200v13.600a1 1 0 0 1-1.600.8L9.600 12.800a1 1 0 0 1 0-1.600l8.800-6.800a1 1 0 0 1 1.600.8z',
  next: 'M16 4h3v16h-3zM4 5.200v13.600a1 1 0 0 0 1.600.8l8.800-6.800a1 1 0 0 0 0-1.600L5.600 4.400A1 1 0 0 0 4 5.200z',
  close:
    'm5.600 4 6.400 6.400L18.400 4 20 5.600 13.600 12l6.400 6.400-1.600 1.600-6.400-6.400L5.600 20 4 18.400l6.400-6.400L4 5.600z',
  save: 'M10.700 3h2.600v9.400l3.300-3.300 1.800 1.900-6.400 6.300L5.600 11l1.800-1.900 3.300 3.300zM4 18.500h16V21H4z',
} as const;

/** A button that carries a picture and a name for those who do not see it. */
export function iconButton(icon: keyof typeof ICONS, label: string, onClick: () => void, extraClass = ''): HTMLButtonElement {
  const button = h('button', {
    class: `fs-icon ${extraClass}`.trim(),
    'aria-label': label,
    title: label,
    click: onClick,
  });
  setIcon(button, icon);
  return button;
}

/** Changes a button's picture. */
export function setIcon(button: HTMLElement, icon: keyof typeof ICONS): void {
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
}

/** The 2-D drawing surface of a canvas. */
export function surfaceOf(canvas: HTMLCanvasElement, settings?: CanvasRenderingContext2DSettings): CanvasRenderingContext2D {
  const surface = canvas.getContext('2d', settings);
  if (!surface) throw new Error('this browser has no 2-D canvas');
  return surface;
}
