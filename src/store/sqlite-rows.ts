import type { SavedRow } from '../core/open-rows.ts';
import type { SavedState } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { Enrolled, Fence, Message, Registered, Scope, StoredRow } from './store.ts';
import { fromText } from './text.ts';

/** How a scope is written in a column. */
export const scopeText = ({ pipeline, version }: Scope): string => `${pipeline}@${version}`;
/** The same in SQL, of the current version; its one parameter is the pipeline. */
export const CURRENT_SCOPE = `(SELECT pipeline || '@' || version FROM pipelines WHERE pipeline = ?)`;

export interface PipelineColumns {
  readonly pipeline: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly views: string;
}

export const toRegistered = ({ pipeline, version, fingerprint, views }: PipelineColumns): Registered => ({
  scope: { pipeline, version },
  fingerprint,
  views: JSON.parse(views) as string[],
});

export interface RosterColumns {
  readonly partition: string;
  readonly parents: string;
  readonly position: string | null;
  readonly watermark: Millis;
  readonly ended: number;
  readonly commits: number;
  readonly fence: Fence | null;
}

export const toEnrolled = ({ partition, parents, position, watermark, ended, commits }: RosterColumns): Enrolled => ({
  partition: fromText(partition),
  parents: JSON.parse(parents) as string[],
  position: position === null ? undefined : fromText(position),
  watermark,
  ended: ended === 1,
  commits,
});

export type CellColumns = SavedState['cells'][number];

export const toCell = ({ name, key, value }: CellColumns): CellColumns => ({
  name: fromText(name),
  key: fromText(key),
  value,
});

export interface RowColumns {
  readonly partition: string;
  readonly key: string;
  readonly start: Millis;
  readonly end: Millis;
  readonly closes: Millis;
  readonly final: number;
  readonly partials: string;
}

export const toRow = (columns: RowColumns): StoredRow => ({
  ...toSavedRow(columns),
  partition: fromText(columns.partition),
});

/** Without its partition, as the partition's own task takes it. */
export const toSavedRow = ({ key, start, end, closes, final, partials }: RowColumns): SavedRow => ({
  key: fromText(key),
  start,
  end,
  closes,
  final: final === 1,
  partials,
});

export interface OutboxColumns {
  readonly id: string;
  readonly destination: string;
  readonly body: string;
}

export const toMessage = ({ id, destination, body }: OutboxColumns): Message => ({
  id: fromText(id),
  to: fromText(destination),
  body: fromText(body),
});
