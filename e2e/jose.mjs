// A service that verifies alone, with npm's jose: a token a line comes in, its claims or the reason against it go out.
// The keys are fetched from the URL of the first argument; the second is the issuer.
import { createInterface } from "node:readline";
import { createRemoteJWKSet, jwtVerify } from "jose";

const [url, issuer] = process.argv.slice(2);
// Keys are looked up again at once for a key that is not known, not only half a minute after the last time.
const keys = createRemoteJWKSet(new URL(url), { cooldownDuration: 0 });

for await (const token of createInterface({ input: process.stdin })) {
  const told = await jwtVerify(token, keys, { issuer, algorithms: ["EdDSA"] }).then(
    ({ payload, protectedHeader }) => ({ claims: payload, kid: protectedHeader.kid }),
    (error) => ({ code: error.code ?? String(error) }),
  );
  console.log(JSON.stringify(told));
}
