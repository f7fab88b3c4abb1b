// The built-in captcha: fetches a challenge (ALTCHA's second protocol, SHA-256) and looks for the number that it
// was made from, as soon as somebody begins to fill in the form. SHA-256 is written out, since WebCrypto is not there
// on plain http, and slower for so little at a time. Does nothing on pages without a field that names a challenge.
"use strict";

(() => {
  // A challenge is good for 300 s; an answer has to arrive in time, too.
  const FRESH_FOR_MS = 240_000;
  // So long without looking up: typing stays smooth.
  const SLICE_MS = 12;

  const field = document.querySelector("input[name=captcha][data-challenge]");
  if (!field) return;
  const form = field.form;
  const status = field.parentElement.querySelector("[role=status]");

  // SHA-256's constants are the fractions of the roots of the first primes.
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  const FIRST = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const ROUND = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const w = new Int32Array(64);
  const key = new Int32Array(8);

  let freshUntil = 0;
  let underWay = null;

  function forget() {
    field.value = "";
    status.textContent = "";
    freshUntil = 0;
  }

  function prepare() {
    if (performance.now() < freshUntil) return Promise.resolve();
    underWay ??= solve().finally(() => { underWay = null; });
    return underWay;
  }

  async function solve() {
    const fetchedAt = performance.now();
    const answer = await fetch(field.dataset.challenge, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok) throw new Error(`HTTP status ${answer.status}`);
    const challenge = await answer.json();
    const solution = await search(challenge.parameters);
    field.value = btoa(JSON.stringify({ challenge, solution }));
    freshUntil = fetchedAt + FRESH_FOR_MS;
  }

  async function search({ algorithm, cost, nonce, salt, keyPrefix }) {
    if (algorithm !== "SHA-256") throw new Error(`unknown algorithm ${algorithm}`);
    const start = words(salt + nonce);
    const [wanted] = words(keyPrefix);
    const begun = performance.now();
    let until = begun + SLICE_MS;
    for (let counter = 0; counter < 2 ** 32; counter++) {
      w.set(start);
      w[start.length] = counter;
      sha256(start.length + 1);
      for (let round = 1; round < cost; round++) {
        w.set(key);
        sha256(key.length);
      }
      if (key[0] === wanted && hex(key).startsWith(keyPrefix)) {
        return { counter, derivedKey: hex(key), time: performance.now() - begun };
      }
      if (counter % 256 === 0 && performance.now() > until) {
        await new Promise((resolve) => { setTimeout(resolve); });
        until = performance.now() + SLICE_MS;
      }
    }
    throw new Error("no number fits");
  }

  function words(text) {
    return text.match(/.{8}/g).map((digits) => parseInt(digits, 16) | 0);
  }

  function hex(words) {
    return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  // FIPS 180-4: the first `length` words of `w`, at most 13, become `key`.
  function sha256(length) {
    w.fill(0, length, 16);
    w[length] = 0x80000000;
    w[15] = length * 32;
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15];
      const b = w[i - 2];
      const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
      const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let a = FIRST[0], b = FIRST[1], c = FIRST[2], d = FIRST[3], e = FIRST[4], f = FIRST[5], g = FIRST[6], h = FIRST[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    key[0] = a + FIRST[0]; key[1] = b + FIRST[1]; key[2] = c + FIRST[2]; key[3] = d + FIRST[3];
    key[4] = e + FIRST[4]; key[5] = f + FIRST[5]; key[6] = g + FIRST[6]; key[7] = h + FIRST[7];
  }

  // Whatever goes wrong here is tried again when the button is pressed.
  form.addEventListener("focusin", () => { prepare().catch(() => {}); }, { once: true });

  form.addEventListener("submit", async (event) => {
    if (field.value && performance.now() < freshUntil) return;
    event.preventDefault();
    status.textContent = status.dataset.busy;
    try {
      await prepare();
      form.submit();
    } catch {
      forget();
      status.textContent = status.dataset.failed;
    }
  });

  // An answer is good once: who comes back to the page needs another.
  addEventListener("pageshow", forget);
})();
