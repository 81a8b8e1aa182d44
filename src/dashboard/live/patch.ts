import jsonPatch from 'fast-json-patch';

/**
 * The operations (RFC 6902) that make one document of another, as JSON; `[]` where they are equal. Undefined where no
 * patch can say it, or none that whoever follows would take.
 */
export function patchOf(before: object, after: object): string | undefined {
  // The library compares what is inside alone, and would patch an array as if it were an object.
  if (Array.isArray(before) !== Array.isArray(after)) return undefined;
  const operations = jsonPatch.compare(before, after);
  return operations.some(({ path }) => REFUSED.test(path)) ? undefined : JSON.stringify(operations);
}

/** Names that a patch may not touch, for in JavaScript they may reach the prototype of all objects. */
const REFUSED = /\/(?:__proto__|constructor|prototype)(?:\/|$)/;
