import { escaped } from '../escaped.ts';

/** The page where one signs in, which works without script; `to` is where one wanted to go. */
export const signInPage = ({ to = '/', problem }: { readonly to?: string | undefined; readonly problem?: string }) =>
  `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Sign in – Millrace</title>
    <link rel="icon" type="image/svg+xml" href="/favicon.ico" />
    <link rel="stylesheet" href="/assets/dashboard/page/style.css" />
  </head>
  <body class="sign-in">
    <main id="main">
      <h1><img src="/favicon.ico" alt="" width="32" height="32" /> Millrace</h1>
      <form method="post" action="/sign-in">
        ${problem ? `<p id="problem" role="alert">${escaped(problem)}</p>` : ''}
        <label for="token">The dashboard’s token</label>
        <input id="token" name="token" type="password" autocomplete="current-password"
          aria-describedby="where" required autofocus />
        <p id="where">It is in <code>DASHBOARD_TOKEN</code> of whoever runs this dashboard.</p>
        <input name="to" type="hidden" value="${escaped(to)}" />
        <button type="submit">Sign in</button>
      </form>
    </main>
  </body>
</html>
`;
