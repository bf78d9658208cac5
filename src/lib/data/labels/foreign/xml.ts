import { SaxesParser } from 'saxes';
import { InvalidInputError } from '../../../errors.js';

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
}

/** Deeper than any file of the programs whose labels are read. */
const DEEPEST = 64;

/**
 * Reads an XML document that may come from anywhere: no document type is accepted, so there are no entities to expand or to fetch.
 *
 * @throws {InvalidInputError} when it is not well-formed (with line and column), has a document type, or is nested too deeply.
 */
export function parseXml(bytes: Buffer, name: string): XmlElement {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const root: Mutable = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  const refuse = (message: string): never => {
    throw new InvalidInputError(`${name} cannot be read as XML`, { received: message });
  };
  parser.on('doctype', () => refuse('a document type, which labels do not need'));
  parser.on('opentag', ({ name: tag, attributes }) => {
    if (open.length > DEEPEST) refuse(`elements nested more than ${DEEPEST} deep`);
    const element: Mutable = { name: tag, attributes: attributes as Record<string, string>, children: [], text: '' };
    open[open.length - 1].children.push(element);
    open.push(element);
  });
  parser.on('text', (piece) => {
    open[open.length - 1].text += piece;
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element) element.text = element.text.trim();
  });
  parser.on('error', (error) => refuse(error.message));
  parser.write(text).close();
  return root.children[0];
}

interface Mutable extends XmlElement {
  readonly children: Mutable[];
  text: string;
}

/** Elements of a name below an element, however deep, in the document's order. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : descendants(child, name)));
}

/** Text of the first element of a name below an element. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return descendants(element, name)[0]?.text || undefined;
}
