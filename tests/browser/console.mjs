// A manager signs in by a one-time link, reads results and mails; nothing is open without signing in.
// usage: node console.mjs <sign-in url> <results path> <mailbox path> [picture folder]

import axe from 'axe-core';
import { assert, launch, watchedPage } from './browser.mjs';

const [signIn, resultsPath, mailboxPath, pictures] = process.argv.slice(2);
const origin = new URL(signIn).origin;
const browser = await launch();

try {
  const stranger = await browser.newContext();
  const outside = await stranger.newPage();
  await outside.goto(origin + resultsPath);
  assert((await outside.locator('svg').count()) === 0, 'results are closed to strangers');
  await stranger.close();

  const context = await browser.newContext();
  const { page, foreign, complaints } = await watchedPage(context, origin);
  await page.goto(signIn);
  await page.locator('form button').first().click();
  await page.waitForLoadState();
  await page.goto(origin + resultsPath);
  assert((await page.locator('svg').count()) > 0, 'the results have a picture');
  assert((await page.locator('table').count()) > 0, 'the picture has a table under it');
  await look(page, 'results');
  await page.goto(origin + mailboxPath);
  assert((await page.locator('table tbody tr, main li').count()) > 0, 'the mailbox lists mails');
  await look(page, 'mailbox');
  await page.goto(origin + '/console/');
  await look(page, 'overview');
  assert(foreign.length === 0, `no request leaves our host (${foreign.join(', ')})`);
  assert(complaints.length === 0, `no script or policy complaint (${complaints.join(' | ')})`);
  await page.goto(signIn);
  const form = page.locator('form button').first();
  if ((await form.count()) > 0) await form.click();
  await page.waitForLoadState();
  await context.clearCookies();
  await page.goto(origin + resultsPath);
  assert((await page.locator('svg').count()) === 0, 'a one-time link opens no second session');
} finally {
  await browser.close();
}

async function look(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const words = violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).join('; ')})`);
  assert(violations.length === 0, `${name}: no accessibility violation ${words.join(' | ')}`);
}
