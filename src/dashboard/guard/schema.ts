import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { shortened } from '../../core/shortened.ts';
import { printable } from '../../core/table.ts';

/** A JSON schema of one parameter. */
export type Parameter = Readonly<Record<string, unknown>>;

/** A name or a key, as it stands in an address: short, and without control characters. */
export const NAME: Parameter = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
};

/** A moment, as `askedMoment` will understand it. A plus that is not written %2B comes as a blank. */
export const MOMENT: Parameter = { type: 'string', minLength: 1, maxLength: 40, pattern: '^[\\w.:+ -]+$' };

/** A schema of parameters in which each may be left out, and none may be there that is not named. */
export const only = (properties: Readonly<Record<string, Parameter>>): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
});

/**
 * Each route takes the parameters of its path as names, and none in its query, unless its schema says otherwise: so
 * that what nobody has thought of is refused. The query of a page is its script's own.
 */
export function refuseUnasked(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const names = [...route.url.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, NAME] as const);
    const params = only(Object.fromEntries(names));
    route.schema = { params, ...(!route.config?.page && { querystring: only({}) }), ...route.schema };
  });
}

/** A parameter that comes twice, as a list, is refused; digits may be a number; nothing is taken out, or added. */
export const VALIDATION = {
  ajv: {
    customOptions: { removeAdditional: false, coerceTypes: true, useDefaults: true, allErrors: false, verbose: true },
  },
  schemaErrorFormatter: ([error], part) =>
    new Error(`Of the ${PARTS[part] ?? part}: ${error ? told(error) : 'wrong'}.`),
} satisfies Pick<FastifyServerOptions, 'ajv' | 'schemaErrorFormatter'>;

const PARTS: Readonly<Record<string, string>> = { querystring: 'query', params: 'path' };

interface Told {
  readonly instancePath: string;
  readonly keyword: string;
  /** What was given, and the schema that it is against. */
  readonly data?: unknown;
  readonly parentSchema?: { readonly properties?: object };
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
}

/** It never repeats a value. */
function told({ instancePath, keyword, params, data, parentSchema, message = 'is wrong' }: Told): string {
  const name = instancePath.slice(1);
  if (keyword === 'additionalProperties') {
    const known = Object.keys(parentSchema?.properties ?? {}).join(', ') || 'none';
    const unknown = shortened(printable(String(params.additionalProperty)), 40);
    return `it has a parameter ${unknown} that is not known here; there is: ${known}`;
  }
  if (keyword === 'type' && Array.isArray(data)) return `${name} is given more than once`;
  if (keyword === 'pattern') return `${name} has characters that it cannot have`;
  return [name, message, ...(Array.isArray(params.allowedValues) ? [params.allowedValues.join(', ')] : [])].join(' ');
}
