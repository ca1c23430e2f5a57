// Starts Debian's Chromium so that it speaks to nobody but the server under test.

import axe from 'axe-core';
import { chromium } from 'playwright-core';

const executablePath = process.env.CANVASS_TEST_CHROMIUM ?? '/usr/bin/chromium';

export async function launch() {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page whose foreign requests, script errors and console errors are kept for the end (PAG-10). */
export async function watchedPage(context, origin) {
  const page = await context.newPage();
  const foreign = [];
  const complaints = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, foreign, complaints };
}

export function assert(condition, text) {
  if (!condition) {
    console.error(`FAILED: ${text}`);
    process.exit(1);
  }
  console.log(`ok: ${text}`);
}

/** Judged by an accessibility checker. */
export async function checkAccessibility(page, name) {
  // Evaluated through the debugger, so that the page's own policy against foreign scripts stays in force.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const words = violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).join('; ')})`);
  assert(violations.length === 0, `${name}: no accessibility violation ${words.join(' | ')}`);
}
