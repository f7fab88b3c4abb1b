// A program in another language, by the description alone: `api.d.ts` is made from it, and `tsc` reads this before it
// runs. What a line marked @ts-expect-error does must not compile; a description that allowed it would fail the build.

import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { argv: string[] };
const [baseUrl, email, password] = process.argv.slice(2) as [string, string, string];

function check(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const client = createClient<paths>({ baseUrl });

/** The last part of the link in the newest mail to an address. */
async function tokenOfMail(to: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { data } = await client.GET("/dev/mailbox.json", { params: { query: { to, limit: "1" } } });
    const link = data?.mails[0]?.link;
    if (link) return new URL(link).pathname.split("/").pop() ?? "";
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`no mail to ${to}`);
}

// Sign up. What is wrong is told field by field, in the fields of this call.
const short = await client.POST("/api/v1/sign-up", { body: { email, password: "short" } });
check(short.error?.code === "validation", "a short password is refused");
check(short.error.errors.password?.[0]?.includes("15"), "and the problem says why");
// @ts-expect-error there is no such field in this call
void short.error.errors.current_password;
const taken = await client.POST("/api/v1/sign-up", { body: { email, password, locale: "de-CH" } });
check(taken.response.status === 202 && taken.data?.status === "check_mail", "signed up");
// @ts-expect-error there is no other word
check(taken.data.status !== "confirmed", "not yet");
// @ts-expect-error a sign-up has a password
void (() => client.POST("/api/v1/sign-up", { body: { email } }));
type SignUp = paths["/api/v1/sign-up"]["post"]["requestBody"]["content"]["application/json"];
// @ts-expect-error it has no such field
void ({ email, password, admin: true } satisfies SignUp);

// Confirm, with the password for a proof.
const token = await tokenOfMail(email);
const unproven = await client.POST("/api/v1/confirm", { body: { token } });
check(unproven.error?.code === "proof_required", "a link alone confirms nothing");
const confirmed = await client.POST("/api/v1/confirm", { body: { token, password } });
check(confirmed.data, "confirmed");
const { account, session }: { account: components["schemas"]["Account"]; session: components["schemas"]["NewSession"] } =
  confirmed.data;
check(account.email === email && account.confirmed && account.locale === "de-CH", "the account is as it was asked for");
const again = await client.POST("/api/v1/confirm", { body: { token, password } });
check(again.error?.code === "token_used", "a link works once");

// The session, by its token.
const nobody = await client.GET("/api/v1/session");
check(nobody.error?.code === "unauthenticated", "nobody is signed in without it");
const bearer: Middleware = {
  onRequest: ({ request }) => request.headers.set("authorization", `Bearer ${session.token}`),
};
client.use(bearer);
const current = await client.GET("/api/v1/session");
check(current.data?.session.id === session.id && current.data.account.id === account.id, "signed in");
// @ts-expect-error the token is shown once, and not here
void current.data.session.token;
const sessions = await client.GET("/api/v1/sessions");
check(sessions.data?.sessions.length === 1 && sessions.data.sessions[0]?.current, "one session, this one");
const missing = await client.DELETE("/api/v1/sessions/{id}", { params: { path: { id: account.id } } });
check(missing.error?.code === "not_found", "an account is no session");
const jwt = await client.POST("/api/v1/session/token");
check(jwt.data && new Date(jwt.data.expires_at) > new Date(), "a token for others");
const held = await client.GET("/api/v1/account/export");
check(held.data?.account.role === null && held.data.mails[0]?.to === email, "everything that is held");

// Sign out.
const gone = await client.POST("/api/v1/sign-out");
check(gone.response.status === 204, "signed out");
const over = await client.GET("/api/v1/session");
check(over.error?.code === "unauthenticated", "the session is over");
const wrong = await client.POST("/api/v1/sign-in", { body: { email, password: `${password}!` } });
check(wrong.error?.code === "credentials_invalid", "no other password signs in");
const back = await client.POST("/api/v1/sign-in", { body: { email, password } });
check(back.data?.account.id === account.id, "the right one does");
console.log("all is as described");
