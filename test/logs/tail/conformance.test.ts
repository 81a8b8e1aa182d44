import { join } from 'node:path';
import { tail } from '../../../src/logs/tail/tail.ts';
import { describeSource } from '../../conformance/source.ts';
import { fileHarness } from '../../support/file-harness.ts';

describeSource('a tail', () =>
  fileHarness('app.log', (folder) => ({ source: tail(join(folder, 'app*.log'), { chunk: 128 }) })),
);
