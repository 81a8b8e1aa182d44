import type { Command } from 'commander';
import { decrypt, type EncryptionContext, encrypt, PLAIN_MAX } from '../aws/kms.ts';
import { ciphertextIn } from '../aws/secrets/kms.ts';
import { PipelineError } from '../core/errors.ts';
import { example } from './example.ts';
import { print, say } from './output.ts';
import { sessionOf } from './session.ts';
import { stdin } from './stdin.ts';

export function secretCommand(program: Command): void {
  const secret = program
    .command('secret')
    .summary('Encrypt secrets by KMS, and decrypt them.')
    .description(
      'Encrypt secrets by a key of KMS, and decrypt them: a pipeline may hold the ciphertext, as ' +
        "secret('kms:AQICA…'). In the region of AWS_REGION or of the profile, with the credentials that AWS's own " +
        'tools would use.',
    )
    .addHelpText('after', example(...EXAMPLES));
  secret
    .command('encrypt')
    .description(
      `Encrypt what comes on stdin, ${PLAIN_MAX} bytes of text at most, and print the ciphertext in base64. ` +
        'A line end behind it is left out.',
    )
    .requiredOption('--key <key>', 'its alias, as in alias/all-the-keys, its id or its ARN')
    .option(...CONTEXT)
    .addHelpText('after', example(...EXAMPLES.slice(0, 2)))
    .action(async ({ key, context }: Options & { readonly key: string }, command: Command) => {
      const { clock } = sessionOf(command);
      const plain = withoutLineEnd(await stdin('the secret', STDIN_MAX));
      const ciphertext = await encrypt(key, plain, context ?? {}, { who: 'The secret on stdin', clock });
      await print(`${Buffer.from(ciphertext).toString('base64')}\n`);
    });
  secret
    .command('decrypt')
    .description('Decrypt a ciphertext, and print what it holds, with a line end behind it.')
    .argument('[ciphertext]', 'in base64, with or without kms: in front of it; left out: from stdin')
    .option(...CONTEXT)
    .addHelpText('after', example(EXAMPLES[2] ?? ''))
    .action(async (given: string | undefined, { context }: Options, command: Command) => {
      const asking = { who: 'The ciphertext', clock: sessionOf(command).clock };
      const text = given ?? String(await stdin('the ciphertext', STDIN_MAX));
      const told = ciphertextIn(text.trim().replace(/^kms:/, ''), asking.who);
      const plain = await decrypt(told.ciphertext, { ...told.context, ...context }, asking);
      await print(Buffer.concat([plain, Buffer.from('\n')]));
    });
}

const EXAMPLES = [
  'millrace secret encrypt --key alias/all-the-keys < token.txt',
  'millrace secret encrypt --key alias/all-the-keys --context project=millrace < token.txt',
  'millrace secret decrypt AQICA… --context project=millrace',
];

interface Options {
  readonly context?: EncryptionContext;
}

const CONTEXT = [
  '--context <name=value>',
  'of the encryption context, which is no secret and must be given again; may be repeated',
  (text: string, before: EncryptionContext = {}): EncryptionContext => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name !== '') return { ...before, [name]: value };
    throw new PipelineError('CONFIG', `--context is ${text}. Wanted: NAME=VALUE.`);
  },
] as const;

/** Of what is far too long no more than tells so. */
const STDIN_MAX = 64 << 10;

function withoutLineEnd(data: Buffer): Buffer {
  const end = /\r?\n$/.exec(data.subarray(-2).toString('latin1'));
  if (!end) return data;
  say('the line end behind it is left out');
  return data.subarray(0, -end[0].length);
}
