/**
 * openapi-typescript builds its types with the compiler as a library, which TypeScript 7 is not any more: it gets
 * TypeScript 5, which is installed as `typescript-5`.
 * @type {import('node:module').ResolveHook}
 */
export const resolve = (specifier, context, next) =>
  next(specifier === 'typescript' ? 'typescript-5' : specifier, context);
