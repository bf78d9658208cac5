import type { Node, TypeChecker, Visitor } from '@tslab/typescript-for-tslab';
import type { TypeScript } from './typescript.js';

/**
 * Lets `{ epochs }` mean `{ epochs: epochs }` when `epochs` comes from an earlier cell.
 *
 * tslab rewrites names of earlier cells to `exports.name`, but takes the name in a shorthand property for the property's
 * own. So the checker is made to answer with the variable behind it, and the rewritten shorthand becomes a full property.
 */
export function resolveShorthandValues(ts: TypeScript, checker: TypeChecker): void {
  const symbolAt = checker.getSymbolAtLocation.bind(checker);
  checker.getSymbolAtLocation = (node) => {
    const { parent } = node;
    const isShorthandName = parent !== undefined && ts.isShorthandPropertyAssignment(parent) && parent.name === node;
    return (isShorthandName ? checker.getShorthandAssignmentValueSymbol(parent) : undefined) ?? symbolAt(node);
  };
}

/** `ts.visitEachChild` for tslab: a shorthand property whose name the visitor replaces becomes `name: replacement`. */
export function visitEachChildWithShorthand(ts: TypeScript): TypeScript['visitEachChild'] {
  const visitEachChild = ts.visitEachChild as (node: Node, visitor: Visitor, ...rest: unknown[]) => Node;
  const visit = (node: Node, visitor: Visitor, ...rest: unknown[]): Node => {
    if (!node || !ts.isShorthandPropertyAssignment(node)) return visitEachChild(node, visitor, ...rest);
    const value = visitor(node.name);
    if (value === node.name || value === undefined || Array.isArray(value)) return visitEachChild(node, visitor, ...rest);
    return ts.factory.createPropertyAssignment(ts.factory.createIdentifier(node.name.text), value as typeof node.name);
  };
  return visit as TypeScript['visitEachChild'];
}
