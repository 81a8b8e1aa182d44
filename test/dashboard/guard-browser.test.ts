/** Goal: the sign-in page does in a browser what it does in bytes: without script, and with the policy of all pages. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { browser, noBrowser } from '../support/browser.ts';
import { servedDashboard } from '../support/dashboard.ts';

const open = browser();
const TOKEN = 'correct horse battery staple';

test.skipIf(noBrowser)(
  'a browser without script is led to the form, and by the token to where it wanted to go',
  async () => {
    await using served = await servedDashboard({}, { token: TOKEN });
    await using opened = await open(`${served.url}/jobs?at=2024-08-08`, { javaScriptEnabled: false });
    const { page } = opened;
    expect(page.url()).toBe(`${served.url}/sign-in?to=%2Fjobs%3Fat%3D2024-08-08`);
    await page.getByLabel('token').fill('a wrong one');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toBe('This is not the token.');
    await page.getByLabel('token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(page.url()).toBe(`${served.url}/jobs?at=2024-08-08`);
    const [cookie, ...others] = await page.context().cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: false, path: '/' });
  },
);

test.skipIf(noBrowser)(
  'who has signed in can sign out, and reads of an address that is not there within the frame',
  async () => {
    await using served = await servedDashboard({}, { token: TOKEN });
    await using opened = await open(`${served.url}/sign-in?to=/nowhere`);
    const { page } = opened;
    await page.getByLabel('token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Pipelines' }).waitFor();
    expect(await page.getByRole('heading').allTextContents()).toEqual(['Not found']);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('token').waitFor();
    expect(await page.context().cookies()).toEqual([]);
  },
);

test.skipIf(noBrowser)('a page at another port changes nothing and reads nothing, though a pass is there', async () => {
  await using served = await servedDashboard({}, { token: TOKEN });
  // The same site, for all that cookies know; and one that forbids its own pages nothing.
  const elsewhere = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('elsewhere'));
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const { port } = elsewhere.address() as AddressInfo;
  await using opened = await open(`${served.url}/sign-in`);
  const { page } = opened;
  await page.getByLabel('token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${served.url}/`);
  await page.goto(`http://127.0.0.1:${port}/`);
  const read = await page.evaluate(async (url) => {
    const failed = () => 'failed';
    await fetch(`${url}/sign-out`, { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(failed);
    return fetch(`${url}/api/pages/overview`, { credentials: 'include' }).then(String, failed);
  }, served.url);
  expect(read).toBe('failed');
  const asked = served.lines.map(({ fields }) => fields).filter((one) => 'method' in one && one.method === 'POST');
  expect(asked.at(-1)).toMatchObject({ path: '/sign-out', status: 403 });
  expect(await page.context().cookies(served.url)).toHaveLength(1);
  elsewhere.close();
});
