import { iso, type Millis } from '../../core/time.ts';
import { counted } from '../../core/words.ts';
import type { ShownView } from '../documents/view-shapes.ts';
import { escaped } from '../escaped.ts';
import type { Report } from './report-data.ts';
import type { KeyTable } from './report-table.ts';
import { statsText } from './stats.ts';

/** A report as a page, its style and its pictures within it. Nothing that comes from data is taken for markup. */
export const reportPage = ({ views, at, table, pictures, stats }: Report): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Millrace: report</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${table ? escaped(table.total) : 'Nothing has been counted yet'}</h1>
<p>${at === null ? asOfNow(views) : `As it was at <time>${iso(at)}</time>: of what was final then.`}</p>
${table ? `<p>The sum is of the view ${escaped(table.view)}.</p>` : ''}
${views.map(problemOf).join('')}${pictures.map(pictureOf).join('')}${table ? tableOf(table) : ''}${
  stats
    ? `<h2>${escaped(stats.symbol)}, closing prices of the last hour</h2>\n<pre>${escaped(statsText(stats))}</pre>\n`
    : ''
}</main>
</body>
</html>
`;

function asOfNow(views: readonly ShownView[]): string {
  const known = views.flatMap(({ name, updated }) => (updated === null ? [] : [timeOf(name, updated)]));
  return known.length === 0 ? 'No view has read anything yet.' : `As of: ${known.join(' · ')}`;
}

const timeOf = (name: string, updated: Millis): string => `${escaped(name)} <time>${iso(updated)}</time>`;

const problemOf = ({ why }: ShownView): string => (why === undefined ? '' : `<p class="problem">${escaped(why)}</p>\n`);

const pictureOf = ({ alt, png }: Report['pictures'][number]): string =>
  `<img alt="${escaped(alt)}" src="data:image/png;base64,${png.toString('base64')}">\n`;

const tableOf = ({ view, columns, rows, sum, more }: KeyTable): string => `<h2>${escaped(view)}, by key</h2>
<div class="scroll"><table>
<thead><tr>${['key', ...columns].map((name) => `<th scope="col">${escaped(name)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(({ key, cells }) => rowOf(key, cells)).join('\n')}
</tbody>
<tfoot>${rowOf('all', sum)}</tfoot>
</table></div>
${more > 0 ? `<p>And ${counted(more, 'key')} more.</p>\n` : ''}`;

const rowOf = (key: string, cells: readonly string[]): string =>
  `<tr><th scope="row">${escaped(key)}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;

export const REPORT_STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 Inter, system-ui, sans-serif; color: #17202e; background: #fff; }
main { max-width: 50rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
img { display: block; max-width: 100%; margin: 1.5rem 0; background: #fff; border-radius: 8px; }
.problem { padding: 0.5rem 0.8rem; border-left: 4px solid #d73027; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 1rem 0.2rem 0; text-align: right; font-weight: 400; }
th:first-child { text-align: left; }
thead th, tfoot th, tfoot td { font-weight: 600; }
pre { overflow-x: auto; }
@media (prefers-color-scheme: dark) { body { color: #e6e9ee; background: #14181f; } }
`;
