export { type Random, random } from '../../src/chaos/random.ts';
