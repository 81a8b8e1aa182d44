import type { Campaign } from '../../chaos/campaign.ts';
import { explained } from '../../chaos/explain.ts';
import { FAULTS } from '../../chaos/faults.ts';
import { RUN, type Verdict } from '../../chaos/trial.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import { printable } from '../../core/table.ts';
import { iso } from '../../core/time.ts';
import { counted, grouped } from '../../core/words.ts';

/** A line of a row that is longer than that is cut: the one that differs is looked at with --seed. */
const LINE_MAX = 2_000;
/** Seeds whose difference is shown; of the others only that there is one. */
const SHOWN = 2;

export interface Reported {
  readonly pipeline: Pipeline;
  readonly campaign: Campaign;
  readonly records: number;
  readonly ms: number;
  /** How many seeds were to be tried. */
  readonly seeds: number;
  /** What no seed can tell. */
  readonly unseen: readonly string[];
  /** The command that tries one of them again, but for the seed. */
  readonly again: string;
}

/** What came of a campaign, as people read it. */
export function report({ pipeline, campaign, records, ms, seeds, unseen, again }: Reported): string {
  const { wrong, impure } = campaign;
  const tried = `${counted(campaign.seeds, 'seed')}${campaign.seeds < seeds ? ` of ${grouped(seeds)}` : ''}`;
  const over = `${tried} over ${counted(records, 'record')}, ${grouped(faultsOf(campaign))} faults, ${seconds(ms)}`;
  const verdict = wrong.length > 0 ? `${grouped(wrong.length)} wrong` : impure.length > 0 ? 'impure' : 'all right';
  return [
    `${pipeline.name}: ${verdict} · ${over}`,
    ...kinds(campaign),
    ...unseen.map((one) => `  not seen: ${one}`),
    ...impure.map((one) => `  impure: ${one}`),
    ...wrong.slice(0, SHOWN).flatMap((one) => shown(one, impure.length > 0 ? undefined : pipeline, again)),
    ...(wrong.length > SHOWN
      ? [
          `  also wrong: ${wrong
            .slice(SHOWN)
            .map(({ seed }) => `seed ${seed}`)
            .join(', ')}`,
        ]
      : []),
  ].join('\n');
}

/** The number of faults by kind, in columns. */
function kinds({ faults }: Campaign): readonly string[] {
  const happened = FAULTS.flatMap((fault) => (faults.has(fault) ? [[grouped(faults.get(fault) ?? 0), fault]] : []));
  const width = Math.max(0, ...happened.map(([n = '']) => n.length));
  return happened.map(([n = '', fault]) => `  ${n.padStart(width)}  ${fault}`);
}

export const faultsOf = ({ faults }: Campaign): number => [...faults.values()].reduce((sum, n) => sum + n, 0);

/** Of a pipeline that is impure anyway no other cause is told. */
function shown({ seed, wrong }: Verdict, pipeline: Pipeline | undefined, again: string): readonly string[] {
  if (!wrong) return [];
  const { of, id, wanted, got } = wrong.difference;
  const line = (text: string | undefined) => (text === undefined ? 'none' : printable(text.slice(0, LINE_MAX)));
  const by = wrong.by === 'cuts' ? 'cut otherwise' : 'under faults';
  const first =
    of === RUN ? 'it does not come to its end' : `the first of the ${of} that differs, ${printable(idText(of, id))}`;
  return [
    `  seed ${seed}, ${by}: ${first}`,
    `    wanted ${line(wanted)}`,
    `    got    ${line(got)}`,
    ...(pipeline ? explained(wrong, pipeline) : []).map((why) => `    ${why}`),
    `    again: ${again} --seed ${seed}`,
  ];
}

/** A row by its start as people write it; one of a total by its key alone. */
export function idText(of: string, id: string): string {
  const [, start, key] = (of.startsWith('rows') && /^(\d{14}) (.*)$/s.exec(id)) || [];
  if (start === undefined || key === undefined) return id;
  return Number(start) === 0 ? key : `${iso(Number(start))} ${key}`;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
