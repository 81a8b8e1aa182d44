import { type Kind, listOf, oneOf, text } from './kinds.ts';
import type { Section } from './section.ts';

export interface SingleLineOptions {
  readonly optionName: 'SINGLELINE';
  readonly trim: boolean;
  /** Whether where a line ended is still seen, as `\n`. */
  readonly escapeNewLine: boolean;
}

export interface CsvOptions {
  readonly optionName: 'CSVTOJSON';
  readonly customFieldNames: readonly string[];
  readonly delimiter: string;
  readonly pretty: boolean;
}

export type TransformOptions = SingleLineOptions | CsvOptions;

const AS_THEY_ARE = 'send the lines as they are, and let a pipeline do it';
/** Those of the agent that Millrace does not do, and what to do instead. */
const refused: ReadonlyMap<unknown, string> = new Map([
  ['LOGTOJSON', AS_THEY_ARE],
  ['ADDMETADATA', AS_THEY_ARE],
  ['ADDEC2METADATA', AS_THEY_ARE],
  ['ADDBRACKETS', AS_THEY_ARE],
  ['USINGPLUGGIN', 'send the lines as they are, and write the plug-in as a pipeline'],
]);

const optionName: Kind<string> = {
  wanted: 'SINGLELINE or CSVTOJSON',
  read: (value) => ['SINGLELINE', 'CSVTOJSON', ...refused.keys()].find((name) => name === value) as string | undefined,
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
const delimiter: Kind<string> = {
  wanted: 'a text without quotes and line ends, not empty',
  read: (value) => (typeof value === 'string' && /^[^"\r\n]+$/.test(value) ? value : undefined),
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
  const read = name === 'SINGLELINE' ? singleLine(option) : csv(option);
  option.close();
  return read;
}

function singleLine(option: Section): SingleLineOptions {
  const parse = option.or('parseOptions', parseOptions, []);
  const [trim, escapeNewLine] = [!parse.includes('NO_TRIM'), parse.includes('ESCAPE_NEW_LINE')];
  return { optionName: 'SINGLELINE', trim, escapeNewLine };
}

function csv(option: Section): CsvOptions | undefined {
  const customFieldNames = option.need('customFieldNames', names);
  const delimited = option.or('delimiter', delimiter, ',');
  const pretty = option.or('jsonFormat', oneOf('COMPACT', 'PRETTYPRINT'), 'COMPACT') === 'PRETTYPRINT';
  return customFieldNames && { optionName: 'CSVTOJSON', customFieldNames, delimiter: delimited, pretty };
}
