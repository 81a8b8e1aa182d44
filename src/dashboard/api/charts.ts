import { PipelineError } from '../../core/errors.ts';
import { windowIn } from '../../core/pipeline.ts';
import type { DeclaredChart, DeclaredView } from '../declared.ts';
import { chartOf } from '../documents/charts.ts';
import { type FoundView, findView } from '../documents/found.ts';
import { chosenKey, keyIn, keysOf, noSuchKey } from '../documents/keys.ts';
import { instant } from '../documents/overview.ts';
import { Refusal } from '../guard/refusal.ts';
import { MOMENT, NAME, only } from '../guard/schema.ts';
import type { Routes } from '../routes.ts';
import { type AskedPicture, drawnAs, PICTURE, pictureNamed } from './charts-asked.ts';
import type { Pictures } from './charts-pictures.ts';

interface Asked extends AskedPicture {
  readonly key?: string;
  readonly at?: string;
  readonly view?: string;
}

/** `/api/charts`: what views declare. `/api/charts/NAME.png` and `.svg`: one of them, now or as of an instant. */
export const chartRoutes =
  (pictures: Pictures): Routes =>
  (app, world) => {
    app.get('/api/charts', { config: { etag: true } }, async () => ({ charts: world.views.flatMap(listed) }));
    app.get<{ Params: { readonly file: string }; Querystring: Asked }>(
      '/api/charts/:file',
      { schema: { params: only({ file: NAME }), querystring: QUERY }, config: { etag: true } },
      async ({ params, query }, reply) => {
        const { name, format } = pictureNamed(params.file);
        const { view, chart } = declared(world.views, name, query.view);
        const found = await findView(world, view, instant(query.at));
        if ('refused' in found.found && found.found.refused) throw found.found.refused;
        const key = query.key === undefined ? (chart.each ? chosenKey([found]) : undefined) : named(found, query.key);
        const drawn = await chartOf(view, chart, found.found, key);
        return drawnAs(drawn, format, query, pictures, reply, world);
      },
    );
  };

const QUERY = only({ key: NAME, at: MOMENT, view: NAME, ...PICTURE });

/** The key as the view writes it; a PipelineError MISSING where the view has rows, and none of it. */
function named(found: FoundView, wanted: string): string {
  if (!('seen' in found.found) || found.found.seen.windows.length === 0) return wanted;
  const keys = keysOf([found]);
  const key = keyIn(keys, wanted);
  if (key !== undefined) return key;
  throw noSuchKey(`${found.view.name} has`, wanted, keys);
}

const listed = ({ name: view, pipeline, charts }: DeclaredView) =>
  charts.map(({ name, type, each, last }) => ({
    ...{ name, view, pipeline: pipeline.name, type: type ?? null, last, each: each ?? null },
    ...{ window: windowIn(pipeline).size, png: `/api/charts/${name}.png`, svg: `/api/charts/${name}.svg` },
  }));

function declared(views: readonly DeclaredView[], name: string, view: string | undefined) {
  const all = views.flatMap((one) => one.charts.map((chart): Declared => ({ view: one, chart })));
  const named = all.filter(({ chart }) => chart.name === name);
  const [first, ...others] = view === undefined ? named : named.filter((one) => one.view.name === view);
  if (!first) {
    const there = all.map(({ chart, view: { name: of } }) =>
      view === undefined ? chart.name : `${chart.name} of ${of}`,
    );
    const known = there.length === 0 ? 'No view declares any.' : `There is: ${[...new Set(there)].join(', ')}.`;
    throw new PipelineError(
      'MISSING',
      `There is no chart of that name${view === undefined ? '' : ' and view'}. ${known}`,
    );
  }
  if (others.length === 0) return first;
  const of = named.map((one) => `?view=${one.view.name}`).join(', ');
  throw new Refusal(409, `Several views have a chart ${name}. Wanted, too, which one: ${of}.`);
}

interface Declared {
  readonly view: DeclaredView;
  readonly chart: DeclaredChart;
}
