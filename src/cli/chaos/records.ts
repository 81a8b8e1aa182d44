import { lastValueFrom } from 'rxjs';
import { defaultLog } from '../../chaos/default-log.ts';
import { PipelineError } from '../../core/errors.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import type { LogRecord } from '../../core/record.ts';
import { file } from '../../logs/file/file.ts';
import { isKinesis } from '../../logs/kinesis/address.ts';
import { logFile } from '../../logs/log.ts';
import { contextOf, type Session } from '../session.ts';

/** The records that a pipeline is tried over: the first ones of the file that is named, or else generated ones. */
export async function recordsFor(
  { source }: Pipeline,
  session: Session,
  named: boolean,
  most: number,
): Promise<readonly LogRecord[]> {
  if (!named) return defaultLog().slice(0, most);
  const { logUrl } = session;
  if (isKinesis(logUrl)) {
    throw new PipelineError(
      'CONFIG',
      `Chaos is over a file, and --log is ${logUrl}. Wanted: --log FILE.ndjson, once "millrace peek NAME -n 1000 ` +
        '--json > FILE.ndjson" has made one of the stream.',
    );
  }
  const [, name = 'log'] = /([\w.-]+?)(?:\.\w+)?$/.exec(source.name) ?? [];
  return read(logFile(logUrl, name), session, most);
}

async function read(path: string, session: Session, most: number): Promise<readonly LogRecord[]> {
  const context = contextOf(session);
  const [partition] = await lastValueFrom(file(path, { end: true, limit: most }).partitions(context, []));
  const reader = await partition?.open(undefined);
  if (!reader) throw new Error('a file is one partition');
  const records: LogRecord[] = [];
  try {
    for (;;) {
      const { items, ended } = await reader.next(context.signal);
      // The reader may use its buffer again.
      for (const record of items) records.push({ ...record, data: record.data.slice() });
      if (ended) return records;
    }
  } finally {
    await reader.close();
  }
}
