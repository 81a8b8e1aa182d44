// A log copied as it is: bytes that nobody parses.
import { log, pipeline, print } from '../../../src/index.ts';

export default pipeline('raw-copy').from(log('crypto')).to(log('copy'), print());
