// For resolvers that do not read "exports", such as TypeScript's Node10.
export * from './dist/lib/faithful/index.js';
