import { mock } from '../../support/kinesis/mock.ts';
import { describeStreams } from './conformance.ts';

describeStreams('kinesis-mock', mock);
