import { emulator } from '../../support/kinesis/emulator.ts';
import { describeStreams } from './conformance.ts';

describeStreams('kinesalite', emulator);
