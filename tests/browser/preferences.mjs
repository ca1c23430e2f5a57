// A person decides about invitations: by keyboard alone, without script, and judged by an accessibility checker.
// usage: node preferences.mjs <preference page of a person with a lock it may lift> <of another person>

import { assert, checkAccessibility, launch, watchedPage } from './browser.mjs';

const [locked, other] = process.argv.slice(2);
const origin = new URL(locked).origin;
const browser = await launch();

try {
  await decidesByKeyboard();
  await optsOutWithoutScript();
} finally {
  await browser.close();
}

async function decidesByKeyboard() {
  const context = await browser.newContext();
  const { page, foreign, complaints } = await watchedPage(context, origin);
  const response = await page.goto(locked);
  assert(response.status() === 200, 'the preference page is shown');
  assert((await page.locator('form').count()) === 2, 'it has a button to opt out and one to end the lock');
  await checkAccessibility(page, 'preference page');
  await press(page, 'You may invite me');
  assert(await page.getByRole('status').isVisible(), 'what was done is announced');
  assert((await page.locator('form').count()) === 1, 'the lock is gone');
  await checkAccessibility(page, 'preference page after the lock was lifted');
  await press(page, 'Do not invite me again');
  assert((await page.locator('form').count()) === 0, 'who opted out has nothing left to press');
  assert((await page.locator('h1').textContent()) === 'You are not invited any more', 'the page says so');
  await checkAccessibility(page, 'preference page after the opt-out');
  await page.goto(`${locked}?lang=de`);
  assert((await page.locator('html').getAttribute('lang')) === 'de', 'the page speaks German');
  await checkAccessibility(page, 'German preference page');
  assert(foreign.length === 0, `no request leaves our host (${foreign.join(', ')})`);
  assert(complaints.length === 0, `no script or policy complaint (${complaints.join(' | ')})`);
  await context.close();
}

async function optsOutWithoutScript() {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page } = await watchedPage(context, origin);
  await page.goto(other);
  await page.getByRole('button', { name: 'Do not invite me again' }).click();
  await page.waitForLoadState();
  assert((await page.locator('form').count()) === 0, 'a person opts out without script');
  await context.close();
}

/** Goes to a button with Tab and presses it with Enter. */
async function press(page, name) {
  await page.locator('body').focus();
  for (let step = 0; step < 20; step += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement.textContent.trim());
    if (focused === name) {
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      return;
    }
  }
  assert(false, `"${name}" is reached by keyboard`);
}
