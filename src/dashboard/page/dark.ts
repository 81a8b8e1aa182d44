import { DARK } from '../../charts/theme.ts';
import { mapped } from './mapped.ts';

/** A spec with each colour of the theme as it is on a dark page. */
export const darkened = (spec: object): object =>
  mapped(spec, (value) => (typeof value === 'string' ? DARK[value] : undefined));
