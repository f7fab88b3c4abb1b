// Comfort; every page works without. Words come from data attributes, with `%` where a value goes. No password leaves
// the page before its form is sent.
"use strict";

(() => {
  const all = (selector) => document.querySelectorAll(selector);
  const make = (tag, attributes, ...inside) => {
    const element = document.createElementNS(tag === "svg" || tag === "path" ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...inside);
    return element;
  };

  // A password can be looked at, until its form is sent.
  const EYE = ["M1.5 12S5 5.5 12 5.5 22.5 12 22.5 12 19 18.5 12 18.5 1.5 12 1.5 12Z", "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z", "M4 20 20 4"];
  for (const control of all("[data-show]")) {
    const input = control.querySelector("input");
    const label = control.dataset.show;
    const eye = make("svg", { viewBox: "0 0 24 24", "aria-hidden": true }, ...EYE.map((d) => make("path", { d })));
    const button = make("button", { type: "button", class: "reveal", "aria-pressed": false, "aria-label": label, title: label }, eye);
    const show = (shown) => {
      const { selectionStart, selectionEnd } = input;
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", shown);
      input.setSelectionRange(selectionStart, selectionEnd);
    };
    // The focus, and with it a phone's keyboard, stays in the field.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => show(input.type === "password"));
    input.form.addEventListener("submit", () => show(false));
    control.append(button);
  }

  // A form is sent once. Whoever comes back, or waits for longer than the server does, may send it again.
  let release = () => {};
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button) return;
    release = () => button.classList.remove("busy") ?? (button.disabled = false);
    button.classList.add("busy");
    setTimeout(() => { button.disabled = true; });
    setTimeout(release, 30_000);
  });
  addEventListener("pageshow", () => release());

  // "Did you mean gmail.com?": the surest cases of core/src/typo.rs, which has the list.
  for (const place of all("[data-domains]")) {
    const input = place.parentElement.querySelector("input");
    const domains = place.dataset.domains.split(" ");
    let right = "";
    const offer = () => {
      const typed = input.value.trim();
      const at = typed.lastIndexOf("@");
      const meant = at > 0 && meantDomain(typed.slice(at + 1).toLowerCase(), domains);
      const offered = right;
      right = meant ? typed.slice(0, at + 1) + meant : "";
      // Leaving the field to press the button must not take the button away.
      if (right === offered) return;
      place.replaceChildren();
      if (!right) return;
      const button = make("button", { type: "button", class: "link" }, make("bdi", {}, right));
      button.addEventListener("click", () => {
        input.value = right;
        input.focus();
        offer();
      });
      const [before, after] = place.dataset.text.split("%");
      place.append(before, button, after);
    };
    // Whoever presses a button has let go of it by then: nothing moves below the finger.
    input.addEventListener("change", () => setTimeout(offer, 250));
  }

  function meantDomain(typed, domains) {
    const parts = (domain) => [domain.split(".", 1)[0], domain.slice(domain.indexOf(".") + 1)];
    const [name, ending] = parts(typed);
    if (domains.includes(typed)) return "";
    const right = /^(con?|cm|om|cmo|ocm|comm|[vx]om)$/.test(ending) ? "com" : ending;
    const near = (domain) => parts(domain)[1] === right && isSlip(name, parts(domain)[0]);
    return domains.find((domain) => domain === `${name}.${right}`) ?? domains.find(near);
  }

  // One letter too many, too few or another one, or two that changed places; the first is right.
  function isSlip(a, b) {
    let start = 0;
    while (start < a.length && a[start] === b[start]) start++;
    let end = 0;
    while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
    const [x, y] = [a, b].map((text) => text.slice(start, text.length - end));
    return (x.length === 2 && y === x[1] + x[0]) || (start > 0 && x.length < 2 && y.length < 2);
  }

  // How good a new password looks. What counts is the server's word: core/src/password.rs.
  const COMMON = ["password", "passwort", "welcome", "letmein", "iloveyou", "football", "princess", "sunshine", "dragon", "monkey"];
  const ROWS = "qwertyuiop asdfghjkl zxcvbnm qwertz azerty abcdefghijklmnopqrstuvwxyz 01234567890";
  const RUNS = `${ROWS} ${[...ROWS].reverse().join("")}`;
  for (const place of all("[data-strength]")) {
    const input = place.parentElement.querySelector("input");
    const words = make("span", { role: "status" });
    place.append(make("span", { class: "bar" }), words);
    let later;
    input.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(() => {
        const [level, reason] = strength(input.value, Number(place.dataset.strength), input.form);
        place.dataset.level = input.value && level;
        words.textContent = input.value && place.dataset[reason];
      }, 400);
    });
  }

  // 1 to 4, and why. A letter of what is common, one's own, repeated or in a row is worth a fifth of another.
  function strength(password, least, form) {
    const text = password.normalize("NFC").toLowerCase();
    const length = [...text].length;
    if (length < least) return [1, "short"];
    const cheap = new Set();
    const mark = (word) => {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        for (let i = 1; i < word.length; i++) cheap.add(at + i);
      }
    };
    const own = `${form.querySelector("[type=email]")?.value} ${location.hostname}`.toLowerCase();
    own.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 3).forEach(mark);
    const ofOwn = cheap.size;
    COMMON.forEach(mark);
    for (let i = 2; i < text.length; i++) {
      const three = text.slice(i - 2, i + 1);
      if (RUNS.includes(three) || text.indexOf(three) < i - 2 || /^(.)\1\1$/u.test(three)) cheap.add(i);
    }
    const worth = (length - 0.8 * cheap.size) / least;
    if (worth < 0.6) return [1, ofOwn * 2 > cheap.size ? "own" : "pattern"];
    return worth < 1 ? [2, "fair"] : worth < 1.5 ? [3, "good"] : [4, "strong"];
  }

  // After a mail was sent again, the next one takes a while.
  for (const button of all("[data-pause]")) {
    const words = button.textContent;
    const until = Date.now() + Number(button.dataset.pause) * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? button.dataset.text.replace("%", left) : words;
      if (left > 0) setTimeout(tick, 1000);
    };
    tick();
  }

  // The waiting page moves on once its sign-up was confirmed elsewhere.
  for (const { dataset: { wait, to } } of all("[data-wait]")) {
    let pause = 3_000;
    let timer;
    const ask = async () => {
      clearTimeout(timer);
      if (document.hidden) return;
      const answer = await fetch(wait, { cache: "no-store" }).catch(() => null);
      if (answer?.ok && (await answer.json()).status === "confirmed") return location.replace(to);
      timer = setTimeout(ask, pause);
      pause = Math.min(pause * 1.3, 60_000);
    };
    document.addEventListener("visibilitychange", () => {
      pause = 3_000;
      ask();
    });
    timer = setTimeout(ask, pause);
  }
})();
