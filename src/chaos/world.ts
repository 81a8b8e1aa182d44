import type { PartitionId } from '../core/record.ts';
import type { Clock } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import type { Faults } from './faults.ts';
import type { Outside } from './outside.ts';
import type { Subject } from './plain.ts';
import type { Random } from './random.ts';
import type { Shard } from './shards.ts';
import type { Weather } from './weather.ts';

/** All that one seed's processes share. */
export interface World {
  readonly subject: Subject;
  readonly shards: readonly Shard[];
  readonly outside: readonly Outside[];
  readonly store: Store;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: Random;
  readonly weather: Weather;
  /** Who had each partition last. */
  readonly owners: Map<PartitionId, string>;
}
