import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Routes } from '../routes.ts';
import { tooMany } from './admission.ts';
import type { Attempts } from './attempts.ts';
import { localPath } from './local-path.ts';
import { type Lock, PASS_FOR } from './lock.ts';
import { only } from './schema.ts';
import { signInPage } from './sign-in-page.ts';

interface Form {
  readonly token?: string;
  readonly to?: string;
}

/** A form that takes the token and gives a pass for it, as a cookie; and what takes that away again. */
export const signIn =
  (lock: Lock, attempts: Attempts): Routes =>
  (app) => {
    const config = { open: true };
    const to = { type: 'string', maxLength: 2_048 };
    app.register(async (forms) => {
      forms.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string' },
        async (_: unknown, text: string) => Object.fromEntries(new URLSearchParams(text)),
      );
      forms.get<{ Querystring: Form }>(
        '/sign-in',
        { config, schema: { querystring: only({ to }) } },
        (request, reply) => page(reply, request.query),
      );
      const body = only({ token: { type: 'string', maxLength: 4_096 }, to });
      forms.post<{ Body: Form | undefined }>('/sign-in', { config, schema: { body } }, async (request, reply) => {
        const { token = '', to } = request.body ?? {};
        const wait = attempts.wait(request.ip);
        if (wait > 0) return page(reply.code(429).header('retry-after', wait), { to, problem: tooMany(wait) });
        if (!lock.isToken(token)) {
          attempts.count(request.ip);
          return page(reply.code(403), { to, problem: 'This is not the token.' });
        }
        reply.setCookie(lock.cookie, lock.newPass(), { ...flags(request), maxAge: PASS_FOR / 1_000 });
        return reply.redirect(localPath(to ?? '/'), 303);
      });
      forms.post('/sign-out', { config }, async (request, reply) =>
        reply.setCookie(lock.cookie, '', { ...flags(request), maxAge: 0 }).redirect('/sign-in', 303),
      );
    });
  };

const page = (reply: FastifyReply, shown: Parameters<typeof signInPage>[0]): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(signInPage(shown));

/** Whether the page came by https its browser says itself, in front of whatever proxy. */
const flags = ({ headers }: FastifyRequest) => ({
  httpOnly: true,
  sameSite: 'strict' as const,
  path: '/',
  secure: headers.origin?.toLowerCase().startsWith('https:') ?? false,
});
