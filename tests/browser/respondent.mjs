// A respondent answers: by keyboard alone, without script, and judged by an accessibility checker.
// usage: node respondent.mjs <url with script> <url without script>

import { assert, checkAccessibility, launch, watchedPage } from './browser.mjs';

const [withScript, withoutScript] = process.argv.slice(2);
const origin = new URL(withScript).origin;
const browser = await launch();

try {
  await answersByKeyboard();
  await answersWithoutScript();
} finally {
  await browser.close();
}

async function answersByKeyboard() {
  const context = await browser.newContext();
  const { page, foreign, complaints } = await watchedPage(context, origin);
  const response = await page.goto(withScript);
  assert(response.status() === 200, 'the questionnaire is shown');
  assert(!(await page.content()).includes('{{'), 'no placeholder is left in the page');
  await checkAccessibility(page, 'questionnaire');
  // An empty submission names what is missing and keeps the page.
  await pressUntilFinished(page);
  assert(await page.getByRole('heading').first().isVisible(), 'the thank-you page has a heading');
  await checkAccessibility(page, 'thank-you page');
  await page.goto(withScript);
  assert((await page.locator('form').count()) === 0, 'a finished questionnaire offers no form');
  assert(foreign.length === 0, `no request leaves our host (${foreign.join(', ')})`);
  assert(complaints.length === 0, `no script or policy complaint (${complaints.join(' | ')})`);
  await context.close();
}

async function answersWithoutScript() {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page } = await watchedPage(context, origin);
  await page.goto(withoutScript);
  for (let turn = 0; turn < 20 && (await page.locator('form').count()) > 0; turn += 1) {
    await fill(page);
    await page.locator('form button[type=submit]').last().click();
    await page.waitForLoadState();
  }
  assert((await page.locator('form').count()) === 0, 'the questionnaire is completed without script');
  await context.close();
}

/** Goes through all pages with Tab, Space and Enter only. */
async function pressUntilFinished(page) {
  for (let turn = 0; turn < 20 && (await page.locator('form').count()) > 0; turn += 1) {
    const seen = new Set();
    await page.locator('body').focus();
    for (let step = 0; step < 200; step += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        return { tag: element.tagName, type: element.type ?? '', name: element.name ?? '', text: element.textContent };
      });
      if (focused.tag === 'INPUT' && (focused.type === 'radio' || focused.type === 'checkbox')) {
        if (!seen.has(focused.name)) await page.keyboard.press('Space');
        seen.add(focused.name);
      } else if (focused.tag === 'TEXTAREA' || (focused.tag === 'INPUT' && focused.type === 'text')) {
        if (!seen.has(focused.name)) await page.keyboard.type('Friendly <b>staff</b> & "quick" {{7*7}}');
        seen.add(focused.name);
      } else if (focused.tag === 'BUTTON' && seen.size > 0) {
        await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
        break;
      }
    }
  }
  assert((await page.locator('form').count()) === 0, 'the questionnaire is completed by keyboard alone');
}

async function fill(page) {
  const names = await page.locator('form input[type=radio], form input[type=checkbox]').evaluateAll((inputs) => [
    ...new Set(inputs.map((input) => input.name)),
  ]);
  for (const name of names) await page.locator(`form input[name="${name}"]`).first().check({ force: true });
  for (const field of await page.locator('form textarea, form input[type=text]').all()) await field.fill('Fine.');
}
