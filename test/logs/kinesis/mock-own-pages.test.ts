import { mock } from '../../support/kinesis/mock.ts';
import { describeOwnPages } from './own-pages.ts';

describeOwnPages('kinesis-mock', mock);
