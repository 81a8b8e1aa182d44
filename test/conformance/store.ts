import { describe } from 'vitest';
import type { Duration } from '../../src/core/time.ts';
import type { Store, StoreReader } from '../../src/store/store.ts';
import { anew } from './store-anew.ts';
import { besideTheState } from './store-beside.ts';
import { changes } from './store-changes.ts';
import { commits } from './store-commits.ts';
import { jobs } from './store-jobs.ts';
import { keys } from './store-keys.ts';
import { limits } from './store-limits.ts';
import { pipelines } from './store-pipelines.ts';
import { refusedCommits } from './store-refused.ts';
import { rewrites } from './store-rewrites.ts';
import { roster } from './store-roster.ts';
import { rows } from './store-rows.ts';

/** An empty store, for one test. */
export interface StoreHarness extends AsyncDisposable {
  readonly store: Store;
  /** Another handle on the same store, as a second process would have it. */
  again(): Promise<Store>;
  /** What the command line reads the same store with. */
  reader(): Promise<StoreReader>;
  /** Lets time go on as the store sees it. */
  pass(span: Duration): Promise<void>;
  /** What the keys of other readers shall begin with, so that no two tests have one. */
  readonly keys: string;
}

export type MakeStore = () => Promise<StoreHarness>;

/** What every store must do. */
export function describeStore(name: string, make: MakeStore): void {
  describe(`${name}, as a store`, () => {
    describe('of pipelines and leases', () => pipelines(make));
    describe('of what begins anew', () => anew(make));
    describe('of a roster', () => roster(make));
    describe('of commits', () => commits(make));
    describe('of commits that are refused', () => refusedCommits(make));
    describe('of limits', () => limits(make));
    describe('of rows', () => rows(make));
    describe('of rows and cells that are written again', () => rewrites(make));
    describe('of what changes', () => changes(make));
    describe('of keys of other readers', () => keys(make));
    describe('of the history of jobs', () => jobs(make));
    describe('of dead letters, messages and counters', () => besideTheState(make));
  });
}
