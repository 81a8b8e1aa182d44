import { flag, type Kind, listOf, oneOf, text } from './kinds.ts';
import { delimiterOf } from './looking-at.ts';
import { asObject, type Section } from './section.ts';

export interface SingleLineOptions {
  readonly optionName: 'SINGLELINE';
  readonly trim: boolean;
  /** Whether where a line ended is still seen, as `\n`. */
  readonly escapeNewLine: boolean;
}

export interface CsvOptions {
  readonly optionName: 'CSVTOJSON';
  readonly customFieldNames: readonly string[];
  /** With the flag `g`. */
  readonly delimiter: RegExp;
  readonly pretty: boolean;
}

export interface MetadataOptions {
  readonly optionName: 'ADDMETADATA';
  readonly metadata: object;
  readonly pretty: boolean;
}

export interface BracketsOptions {
  readonly optionName: 'ADDBRACKETS';
}

export type TransformOptions = SingleLineOptions | CsvOptions | MetadataOptions | BracketsOptions;

const AS_THEY_ARE = 'send the lines as they are, and let a pipeline do it';
/** Those of the agent that Millrace does not do, and what to do instead. */
const refused: ReadonlyMap<string, string> = new Map([
  ['LOGTOJSON', AS_THEY_ARE],
  ['ADDEC2METADATA', 'write what is to be added into ADDMETADATA'],
  ['USINGPLUGGIN', 'send the lines as they are, and write the plug-in as a pipeline'],
]);

const done = oneOf('SINGLELINE', 'CSVTOJSON', 'ADDMETADATA', 'ADDBRACKETS');
const optionName: Kind<string> = {
  wanted: done.wanted,
  read: (value) => [...refused.keys()].find((name) => name === value) ?? done.read(value),
};
const parseOption = oneOf('NO_TRIM', 'ESCAPE_NEW_LINE');
const parseOptions: Kind<readonly string[]> = {
  wanted: `${parseOption.wanted}, or a list of them`,
  read: (value) => listOf(parseOption, '').read(Array.isArray(value) ? value : [value]),
};
const names: Kind<readonly string[]> = {
  wanted: 'a list of names, not empty, each once',
  read: (value) => {
    const list = listOf(text(1_000), '').read(value);
    return list !== undefined && list.length > 0 && new Set(list).size === list.length ? list : undefined;
  },
};
const delimiter: Kind<RegExp> = {
  wanted: 'a character, or a regular expression such as \\t, without quotes and line ends',
  read: (value) => (typeof value === 'string' && /^[^"\r\n]+$/.test(value) ? delimiterOf(value) : undefined),
};
const metadata: Kind<object> = { wanted: 'an object, which is added to each record', read: asObject };
const timestamp: Kind<boolean> = {
  wanted: 'false: what is sent of a line must be the same each time',
  read: (value) => (flag.read(value) === false ? false : undefined),
};

/** One of `dataProcessingOptions`; undefined where it is not right, which is told then. */
export function transformIn(option: Section): TransformOptions | undefined {
  const name = option.need('optionName', optionName);
  if (name === undefined) return undefined;
  const instead = refused.get(name);
  if (instead !== undefined) {
    option.error(`${option.name} is ${name}, which Millrace does not do: ${instead}.`);
    return undefined;
  }
  const read = optionsOf(option, done.read(name));
  option.close();
  return read;
}

function optionsOf(option: Section, optionName: TransformOptions['optionName'] | undefined) {
  switch (optionName) {
    case 'SINGLELINE':
      return singleLine(option);
    case 'CSVTOJSON':
      return csv(option);
    case 'ADDMETADATA':
      return withMetadata(option);
    default:
      return optionName && { optionName };
  }
}

function singleLine(option: Section): SingleLineOptions {
  const parse = option.or('parseOptions', parseOptions, []);
  const [trim, escapeNewLine] = [!parse.includes('NO_TRIM'), parse.includes('ESCAPE_NEW_LINE')];
  return { optionName: 'SINGLELINE', trim, escapeNewLine };
}

function csv(option: Section): CsvOptions | undefined {
  const customFieldNames = option.need('customFieldNames', names);
  const delimited = option.or('delimiter', delimiter, delimiterOf(','));
  return (
    customFieldNames && { optionName: 'CSVTOJSON', customFieldNames, delimiter: delimited, pretty: isPretty(option) }
  );
}

/** Its source reads `metadataFields`, its description says `metadata`. */
function withMetadata(option: Section): MetadataOptions | undefined {
  const fields = option.has('metadataFields') ? 'metadataFields' : 'metadata';
  const added = option.need(fields, metadata);
  option.get('timestamp', timestamp);
  return added && { optionName: 'ADDMETADATA', metadata: added, pretty: isPretty(option) };
}

const isPretty = (option: Section): boolean =>
  option.or('jsonFormat', oneOf('COMPACT', 'PRETTYPRINT'), 'COMPACT') === 'PRETTYPRINT';
