import type { Loader } from 'vega';
import { PipelineError } from '../../core/errors.ts';

/** Loads nothing, and tells what was asked for: a picture must not depend on what is elsewhere. */
export function closedLoader(refused: (reason: PipelineError) => void): Loader {
  const refusal = (uri: string): PipelineError => {
    const error = new PipelineError(
      'CONFIG',
      `A chart's spec wants to load ${String(uri).slice(0, 200)}. A chart holds all that it shows: put the data into ` +
        'the spec, as values.',
    );
    refused(error);
    return error;
  };
  const refuse = (uri: string): never => {
    throw refusal(uri);
  };
  return {
    load: async (uri) => refuse(uri),
    http: async (uri) => refuse(uri),
    file: async (uri) => refuse(uri),
    // A link is only written down, if it is to a page and no script; a picture may stand in the spec itself.
    sanitize: async (uri, { context }) => {
      if ((context === 'href' ? LINK : PICTURE).test(uri)) return { href: uri };
      if (context !== 'href') return refuse(uri);
      // Vega does not stand an error here.
      refusal(uri);
      return { href: '' };
    },
  };
}

const LINK = /^(https?|mailto):/i;
const PICTURE = /^data:image\//;
