import type { RowRange } from '../store/store.ts';
import type { KeptView } from '../views/kept-view.ts';
import { noRows } from '../views/no-rows.ts';
import { say } from './output.ts';

/** Says on stderr that a view has no such rows. */
export async function tellNoRows(kept: KeptView, view: string, range: RowRange, more = ''): Promise<void> {
  say(`${await noRows(kept, view, range)}${more}`);
}
