// The main flows in Firefox, which Debian packages and puppeteer-core drives by WebDriver BiDi: the same pages in another
// browser's engine. Usage: node firefox.mjs PROGRAM BASE_URL, for a server with the built-in mailbox. It ends with 0 if all
// is well, else with the first thing that was not.
import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

const [program, base] = process.argv.slice(2);
const person = { email: `ada-${Date.now()}@example.net`, password: "wrought copper kettle" };

const browser = await puppeteer.launch({ browser: "firefox", executablePath: program, headless: true });
try {
  const page = await browser.newPage();
  const troubles = [];
  page.on("console", (message) => {
    // A browser may log each answer of 4xx, also of the page itself, where it is as it should be.
    if (["error", "warn"].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`script error: ${error}`));
  page.on("request", (request) => {
    if (!/^(data|about|blob):/.test(request.url()) && !request.url().startsWith(`${base}/`)) troubles.push(`asked ${request.url()}`);
  });
  await journey(page, troubles);
} finally {
  await browser.close();
}

async function journey(page, troubles) {
  const look = async (path) => {
    assert.equal(new URL(page.url()).pathname, path);
    const facts = await page.evaluate(() => ({
      headings: document.querySelectorAll("h1").length,
      width: document.documentElement.scrollWidth - innerWidth,
      styled: getComputedStyle(document.querySelector(".card")).borderTopWidth,
    }));
    assert.equal(facts.headings, 1, path);
    assert.ok(facts.width <= 0, `${path} is ${facts.width} px too wide`);
    assert.notEqual(facts.styled, "0px", `${path} has no styles`);
    assert.deepEqual(troubles, [], path);
  };
  const open = async (path, lands = path) => {
    await page.goto(path.startsWith("http") ? path : base + path);
    await look(lands);
  };
  const submit = async (action, lands, fields = {}) => {
    const form = `form[action$="${action}"]`;
    for (const [name, value] of Object.entries(fields)) {
      await page.$eval(`${form} [name="${name}"]`, (input) => { input.value = ""; });
      await page.type(`${form} [name="${name}"]`, value);
    }
    await Promise.all([page.waitForNavigation(), page.click(`${form} :is(button:not([type=button]), input[type=submit])`)]);
    await look(lands);
  };
  const mail = async (to, path) => {
    const until = Date.now() + 10_000;
    while (Date.now() < until) {
      const answer = await (await fetch(`${base}/dev/mailbox.json?to=${encodeURIComponent(to)}`)).json();
      const found = answer.mails.find((one) => one.link.includes(path));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no mail to ${to} with ${path}`);
  };

  await page.setViewport({ width: 375, height: 812 });
  await open("/sign-up");
  await submit("/sign-up", "/check-mail", person);

  // The mail, in its frame: dark if asked for, and its link leads out of the frame.
  const { id } = await mail(person.email, "/confirm/");
  await open(`/dev/mailbox/${id}?scheme=dark`, `/dev/mailbox/${id}`);
  const frame = await (await page.$("iframe")).contentFrame();
  await frame.waitForSelector("body.page a");
  assert.equal(await frame.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(22, 24, 29)");
  await Promise.all([page.waitForNavigation(), frame.click("a")]);
  await look("/confirm");
  await submit("/confirm", "/account");

  await page.setViewport({ width: 1280, height: 800 });
  await submit("/sign-out", "/sign-in");
  await open("/forgot-password");
  await submit("/forgot-password", "/forgot-password", { email: person.email });
  await open((await mail(person.email, "/reset-password/")).link, "/reset-password");
  person.password = "seven quiet herons fly";
  await submit("/reset-password", "/sign-in", { password: person.password });
  await submit("/sign-in", "/account", person);

  const email = `new-${person.email}`;
  await submit("/account/change-email", "/account", { email, password: person.password });
  await open((await mail(email, "/change-email/")).link, "/change-email");
  await submit("/change-email", "/account");
  assert.ok((await page.$eval("main", (main) => main.innerText)).includes(email));

  // By keyboard: what is closed opens, and the focus has a ring.
  await page.focus("summary");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const at = await page.evaluate(() => {
    const { id } = document.activeElement;
    return { id, ring: getComputedStyle(document.activeElement).outlineStyle };
  });
  assert.deepEqual(at, { id: "delete_password", ring: "solid" });
  await page.keyboard.type(person.password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await look("/sign-in");
  await open("/account", "/sign-in");

  // A change of mind: the link in the mail asks for another password, and the account is back.
  await open((await mail(email, "/reset-password/")).link, "/reset-password");
  person.password = "nine loud geese rest";
  await submit("/reset-password", "/sign-in", { password: person.password });
  await submit("/sign-in", "/account", { email, password: person.password });
}
