import { emulator } from '../../support/kinesis/emulator.ts';
import { describeOwnPages } from './own-pages.ts';

describeOwnPages('kinesalite', emulator);
