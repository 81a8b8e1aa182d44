import type { Loader } from 'vega';
import { PipelineError } from '../../core/errors.ts';

/** Loads nothing, and tells what was asked for: a picture must not depend on what is elsewhere. */
export function closedLoader(refused: (reason: PipelineError) => void): Loader {
  const refuse = (uri: string): never => {
    const error = new PipelineError(
      'CONFIG',
      `A chart's spec wants to load ${String(uri).slice(0, 200)}. A chart holds all that it shows: put the data into ` +
        'the spec, as values.',
    );
    refused(error);
    throw error;
  };
  return {
    load: async (uri) => refuse(uri),
    http: async (uri) => refuse(uri),
    file: async (uri) => refuse(uri),
    // A link is only written down, and a picture may stand in the spec itself.
    sanitize: async (uri, { context }) =>
      context === 'href' || /^data:image\//.test(uri) ? { href: uri } : refuse(uri),
  };
}
