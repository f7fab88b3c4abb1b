-- As the program of commit 32f5c6270514 left it; made by scripts/older-database.
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO "_sqlx_migrations" VALUES(1,'first journey','2026-11-23 00:07:41',1,X'14A306EEDA3C2F9FE082660F408EB5B80700085DAD148D18D8DB520316F73CE461FE959D77DAB10957CD26DEDB142766',18114483);
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    locale TEXT,
    epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    password_changed_at INTEGER NOT NULL,
    signed_in_at INTEGER,
    disabled_at INTEGER
) STRICT;
INSERT INTO "accounts" VALUES('01a205ba-d9f4-701e-94d5-90a6dae7be85','ada@example.net','ada@example.net','$argon2id$v=19$m=8,t=1,p=1$gSXc0nPEXB35tHxcN3IckA$2OhcG2d1qFvKwwDuhSb6IYAS9ClhKy624R95Gb5+Va0',NULL,1,1795392461300,1795392461300,1795392461300,NULL);
INSERT INTO "accounts" VALUES('01a205ba-daef-760b-921c-1ab9a93b6eb2','cy@example.net','cy@example.net','$argon2id$v=19$m=8,t=1,p=1$hBaxdATbM3iAXhT48PgtGw$+OjNGw9CQzFY9Ja+Ik5aRjvaw3AYC0tGzUO03SWc72M',NULL,1,1795392461551,1795392461551,1795392461551,NULL);
INSERT INTO "accounts" VALUES('01a205ba-dc2f-7f31-a074-1002cf64be45','dee@example.net','dee@example.net','$argon2id$v=19$m=8,t=1,p=1$qlnxrAolTwCx7GkxbEQQbw$7yA5ERiuz0o5Lw4hztmdS/gpE0lrIHfcxraBDIoDg8w',NULL,1,1795392461871,1795392461871,1795392461871,NULL);
INSERT INTO "accounts" VALUES('01a205ba-dd04-7b43-8ecd-dbe748e4d737','gus@example.net','gus@example.net','$argon2id$v=19$m=8,t=1,p=1$3/5yG5JJ/HYllzcna8aGuw$S/BbEkqXX1dn+QKisjZy+V9uVIBa8lhHx5kyMeUmGIk',NULL,1,1795392462084,1795392462084,1795392462435,NULL);
CREATE TABLE audit_events (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL,
    account_id TEXT,
    email_key TEXT,
    link_id TEXT,
    client TEXT NOT NULL,
    user_agent TEXT NOT NULL
) STRICT;
INSERT INTO "audit_events" VALUES('01a205ba-d984-749d-8a4e-04afb2d98bd5',1795392461188,'sign_up','check_mail',NULL,'ada@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-d9f4-7f5b-a963-1662084dd6bd',1795392461300,'confirm','confirmed','01a205ba-d9f4-701e-94d5-90a6dae7be85','ada@example.net','01a205ba-d984-7f03-bf19-695e610bcb3b','127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-da03-73e0-8262-7abf691f9d3b',1795392461315,'forgot_password','accepted',NULL,'ada@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-da4f-790a-a1f9-a62301e26b8c',1795392461391,'sign_up','check_mail',NULL,'bo@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-daaf-7270-a16d-c3305b85671a',1795392461487,'sign_up','check_mail',NULL,'cy@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-daef-765e-bc08-0b5621fb7638',1795392461551,'confirm','confirmed','01a205ba-daef-760b-921c-1ab9a93b6eb2','cy@example.net','01a205ba-daaf-7321-a1c3-1e3476cee18c','127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-db0c-7c55-8d6f-3aeec739d13f',1795392461580,'change_email','check_mail','01a205ba-daef-760b-921c-1ab9a93b6eb2','cy@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-dba7-701f-bce8-f39c8b2e6e18',1795392461735,'sign_up','check_mail',NULL,'dee@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-dc2f-79e0-98bc-cce06e0eb215',1795392461871,'confirm','confirmed','01a205ba-dc2f-7f31-a074-1002cf64be45','dee@example.net','01a205ba-dba7-7a7b-8fb9-bb0beeb31767','127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-dc4a-7214-83c5-b67fad75d0bf',1795392461898,'sign_out','signed_out','01a205ba-dc2f-7f31-a074-1002cf64be45','dee@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-dc69-7f75-b469-93421a660934',1795392461929,'sign_up','check_mail',NULL,'gus@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-dd04-78e2-a11a-c8eea1336e99',1795392462084,'confirm','confirmed','01a205ba-dd04-7b43-8ecd-dbe748e4d737','gus@example.net','01a205ba-dc69-70f0-bbed-eb542b6ad067','127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-dd68-77f5-8121-1b388ee6e99a',1795392462184,'sign_up','check_mail',NULL,'eve@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-de56-7898-8bd3-099195606154',1795392462422,'sign_up','check_mail',NULL,'fay@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-de63-72e3-ba79-0ab3abca2569',1795392462435,'sign_in','signed_in','01a205ba-dd04-7b43-8ecd-dbe748e4d737','gus@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "audit_events" VALUES('01a205ba-de6c-7bd0-8ae0-666c762c5954',1795392462444,'forgot_password','accepted',NULL,'gus@example.net',NULL,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
CREATE TABLE email_changes (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    from_email TEXT NOT NULL,
    to_email TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    undone_at INTEGER
) STRICT;
INSERT INTO "email_changes" VALUES('01a205ba-db0c-7ba4-97a0-5c74784c6398','01a205ba-daef-760b-921c-1ab9a93b6eb2','cy@example.net','cy@example.org',1,1795392461580,NULL,NULL);
CREATE TABLE links (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    email TEXT NOT NULL,
    sign_up_id TEXT REFERENCES sign_ups (id) ON DELETE CASCADE,
    account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    email_change_id TEXT REFERENCES email_changes (id) ON DELETE CASCADE,
    epoch INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
INSERT INTO "links" VALUES('01a205ba-d984-7f03-bf19-695e610bcb3b','confirm','ada@example.net','01a205ba-d984-706c-84a8-681b1f35e83e',NULL,NULL,NULL,1795392461205,1795478861000,1795392461300);
INSERT INTO "links" VALUES('01a205ba-da03-7e2f-82db-01b2a2f6b48e','reset','ada@example.net',NULL,'01a205ba-d9f4-701e-94d5-90a6dae7be85',NULL,1,1795392461338,1795394261000,NULL);
INSERT INTO "links" VALUES('01a205ba-da4f-703b-9c0b-834f1c46063e','confirm','bo@example.net','01a205ba-da4f-7de3-b90c-cbe9d90f8c93',NULL,NULL,NULL,1795392461411,1795478861000,NULL);
INSERT INTO "links" VALUES('01a205ba-daaf-7321-a1c3-1e3476cee18c','confirm','cy@example.net','01a205ba-daaf-7815-831b-41dd04200967',NULL,NULL,NULL,1795392461497,1795478861000,1795392461551);
INSERT INTO "links" VALUES('01a205ba-db0c-7e43-8163-2875588e20e6','undo_change_email','cy@example.net',NULL,'01a205ba-daef-760b-921c-1ab9a93b6eb2','01a205ba-db0c-7ba4-97a0-5c74784c6398',1,1795392461594,1795997261000,NULL);
INSERT INTO "links" VALUES('01a205ba-db0c-7f56-a9ad-6e1b5241d8b0','change_email','cy@example.org',NULL,'01a205ba-daef-760b-921c-1ab9a93b6eb2','01a205ba-db0c-7ba4-97a0-5c74784c6398',1,1795392461651,1795478861000,NULL);
INSERT INTO "links" VALUES('01a205ba-dba7-7a7b-8fb9-bb0beeb31767','confirm','dee@example.net','01a205ba-dba7-7090-8a0b-ac69f6e709de',NULL,NULL,NULL,1795392461755,1795478861000,1795392461871);
INSERT INTO "links" VALUES('01a205ba-dc69-70f0-bbed-eb542b6ad067','confirm','gus@example.net','01a205ba-dc69-76fa-9eb1-d89773f6121a',NULL,NULL,NULL,1795392461981,1795478861000,1795392462084);
INSERT INTO "links" VALUES('01a205ba-dd68-7597-a0f2-39240f3ba748','confirm','eve@example.net','01a205ba-dd68-7400-bd54-12ce4a02ae48',NULL,NULL,NULL,1795392462209,1795478862000,NULL);
CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    intent TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    account_id TEXT,
    sign_up_id TEXT,
    email_change_id TEXT,
    locale TEXT,
    created_at INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER,
    kind TEXT,
    ending TEXT,
    finished_at INTEGER,
    last_answer TEXT
) STRICT;
INSERT INTO "mails" VALUES('01a205ba-d984-7f03-bf19-695e610bcb3b','sign_up','ada@example.net','ada@example.net',NULL,'01a205ba-d984-706c-84a8-681b1f35e83e',NULL,NULL,1795392461188,1795392461188,1,NULL,NULL,'confirm','sent',1795392461279,'250 2.0.0 Accepted');
INSERT INTO "mails" VALUES('01a205ba-da03-7e2f-82db-01b2a2f6b48e','reset','ada@example.net','ada@example.net',NULL,NULL,NULL,NULL,1795392461315,1795392461315,1,NULL,NULL,'reset','sent',1795392461391,'250 2.0.0 Accepted');
INSERT INTO "mails" VALUES('01a205ba-da4f-703b-9c0b-834f1c46063e','sign_up','bo@example.net','bo@example.net',NULL,'01a205ba-da4f-7de3-b90c-cbe9d90f8c93',NULL,NULL,1795392461391,1795392461391,1,NULL,NULL,'confirm','sent',1795392461463,'250 2.0.0 Accepted');
INSERT INTO "mails" VALUES('01a205ba-daaf-7321-a1c3-1e3476cee18c','sign_up','cy@example.net','cy@example.net',NULL,'01a205ba-daaf-7815-831b-41dd04200967',NULL,NULL,1795392461487,1795392461487,1,NULL,NULL,'confirm','sent',1795392461548,'250 2.0.0 Accepted');
INSERT INTO "mails" VALUES('01a205ba-db0c-7f56-a9ad-6e1b5241d8b0','change_email','cy@example.org','cy@example.org','01a205ba-daef-760b-921c-1ab9a93b6eb2',NULL,'01a205ba-db0c-7ba4-97a0-5c74784c6398',NULL,1795392461580,1795392461580,1,NULL,NULL,'change_email','sent',1795392461706,'250 2.0.0 Accepted');
INSERT INTO "mails" VALUES('01a205ba-db0c-7e43-8163-2875588e20e6','change_email_notice','cy@example.net','cy@example.net','01a205ba-daef-760b-921c-1ab9a93b6eb2',NULL,'01a205ba-db0c-7ba4-97a0-5c74784c6398',NULL,1795392461580,1795392461580,1,NULL,NULL,'change_email_notice','sent',1795392461648,'250 2.0.0 Accepted');
INSERT INTO "mails" VALUES('01a205ba-dba7-7a7b-8fb9-bb0beeb31767','sign_up','dee@example.net','dee@example.net',NULL,'01a205ba-dba7-7090-8a0b-ac69f6e709de',NULL,NULL,1795392461735,1795392461735,1,NULL,NULL,'confirm','sent',1795392461839,'250 2.0.0 Accepted');
INSERT INTO "mails" VALUES('01a205ba-dc69-70f0-bbed-eb542b6ad067','sign_up','gus@example.net','gus@example.net',NULL,'01a205ba-dc69-76fa-9eb1-d89773f6121a',NULL,NULL,1795392461929,1795392461929,1,NULL,NULL,'confirm','sent',1795392462046,'250 2.0.0 Accepted');
INSERT INTO "mails" VALUES('01a205ba-dd68-7597-a0f2-39240f3ba748','sign_up','eve@example.net','eve@example.net',NULL,'01a205ba-dd68-7400-bd54-12ce4a02ae48',NULL,NULL,1795392462184,1795392472916,1,NULL,NULL,'confirm',NULL,NULL,'end of the mail: 451 4.7.1 Later, please');
INSERT INTO "mails" VALUES('01a205ba-de56-79c8-be84-cd10bb7a0a16','sign_up','fay@example.net','fay@example.net',NULL,'01a205ba-de56-734d-b74c-32f898de227f',NULL,NULL,1795392462422,1795392462422,0,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "mails" VALUES('01a205ba-de6c-7ac6-ab75-9dd2af80a1ce','reset','gus@example.net','gus@example.net',NULL,NULL,NULL,NULL,1795392462444,1795392462444,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    client TEXT NOT NULL,
    user_agent TEXT NOT NULL
) STRICT;
INSERT INTO "sessions" VALUES('01a205ba-d9f4-7113-9fcc-f6f5bd22b511',X'15BAEE464B448C546E70891B00DC22DA604888A88CEB1799C8D9F2567328592F','01a205ba-d9f4-701e-94d5-90a6dae7be85',1,1795392461300,1795392461300,1797984461300,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "sessions" VALUES('01a205ba-daef-77f8-a005-ece223c6fb1e',X'2786A68572BE44C3CA0F942660E2A9CAB4A0A7FF5C468FC2C6C5365D34C5607F','01a205ba-daef-760b-921c-1ab9a93b6eb2',1,1795392461551,1795392461551,1797984461551,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "sessions" VALUES('01a205ba-dd04-7b99-93f1-4b198d27c68f',X'2E0595F91FBF8637F05DCC45F99F6FB6858F13D39E1C2B44D4E7EFEBB0C29C39','01a205ba-dd04-7b43-8ecd-dbe748e4d737',1,1795392462084,1795392462084,1797984462084,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
INSERT INTO "sessions" VALUES('01a205ba-de63-79b4-ab33-a42024bcf8f4',X'14277E9B5152E04DFC69A66BDA217A0CDC3B89278F63DD03B3ACE24E4C1E76AD','01a205ba-dd04-7b43-8ecd-dbe748e4d737',1,1795392462435,1795392462435,1797984462435,'127.0.0.1','Mozilla/5.0 (end-to-end test)');
CREATE TABLE sign_ups (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    password_hash TEXT,
    cookie_hash BLOB NOT NULL UNIQUE,
    locale TEXT,
    next TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    confirmed_at INTEGER
) STRICT;
INSERT INTO "sign_ups" VALUES('01a205ba-d984-706c-84a8-681b1f35e83e','ada@example.net','ada@example.net',NULL,X'7D96FEDC159580C1CD19241C568DA6C9FF8EAC71A052FF73196569246191C308',NULL,NULL,1795392461188,1795997261188,1795392461300);
INSERT INTO "sign_ups" VALUES('01a205ba-da4f-7de3-b90c-cbe9d90f8c93','bo@example.net','bo@example.net','$argon2id$v=19$m=8,t=1,p=1$M/D9eUNHWy41cvEH32rfTw$cD+NltHI2uBOFMrZmcRJ2Q6VV33YzQFVcnv3y0BN8kc',X'5A41FF27F5864088D46C0A6B328731E1EA078AC8954543D5E5E9BD14174949D5',NULL,NULL,1795392461391,1795997261391,NULL);
INSERT INTO "sign_ups" VALUES('01a205ba-daaf-7815-831b-41dd04200967','cy@example.net','cy@example.net',NULL,X'C5A0B034DF6CD476EA38EF7BB1B0829381E57B676F8AA3E25E759E4F0D80D3C5',NULL,NULL,1795392461487,1795997261487,1795392461551);
INSERT INTO "sign_ups" VALUES('01a205ba-dba7-7090-8a0b-ac69f6e709de','dee@example.net','dee@example.net',NULL,X'BF156FE1EE604045823216D161424261E9FC37CD6A15B05B700AA338B00D2A0D',NULL,NULL,1795392461735,1795997261735,1795392461871);
INSERT INTO "sign_ups" VALUES('01a205ba-dc69-76fa-9eb1-d89773f6121a','gus@example.net','gus@example.net',NULL,X'49ADFB587B12D2742B426A42E0FC12796E3F91306A0EDE72814D6B5DDB8608C8',NULL,NULL,1795392461929,1795997261929,1795392462084);
INSERT INTO "sign_ups" VALUES('01a205ba-dd68-7400-bd54-12ce4a02ae48','eve@example.net','eve@example.net','$argon2id$v=19$m=8,t=1,p=1$P/8WnUk7DXkf6WFX5BDBFg$0n6w1eUMCszUc5lhTwP+2rdEWcBECYnB3qM+BPCCGjo',X'DFE217E39B3A0E0A6F8CC67942696965E352BFE0634C9539296E8F21F1CBFCC0',NULL,NULL,1795392462184,1795997262184,NULL);
INSERT INTO "sign_ups" VALUES('01a205ba-de56-734d-b74c-32f898de227f','fay@example.net','fay@example.net','$argon2id$v=19$m=8,t=1,p=1$Tin0ZYyGB5QFA2GkfrtfZg$aRLOqaAdFGOnBXvjKf1oPw/LSMLa4rQNaC/i9vq0rb4',X'3ED8F93F25F66D559A27B725C869960C3A822826CF18248561460508C056E69D',NULL,NULL,1795392462422,1795997262422,NULL);
CREATE INDEX sign_ups_by_email_key ON sign_ups (email_key, created_at);
CREATE INDEX sign_ups_by_expires_at ON sign_ups (expires_at);
CREATE INDEX sessions_by_account ON sessions (account_id, created_at);
CREATE INDEX sessions_by_expires_at ON sessions (expires_at);
CREATE INDEX email_changes_by_account ON email_changes (account_id, created_at);
CREATE INDEX links_by_sign_up ON links (sign_up_id);
CREATE INDEX links_by_account ON links (account_id);
CREATE INDEX links_by_email_change ON links (email_change_id);
CREATE INDEX links_by_expires_at ON links (expires_at);
CREATE INDEX mails_queued ON mails (run_at, id) WHERE finished_at IS NULL;
CREATE INDEX mails_by_created_at ON mails (created_at);
CREATE INDEX mails_by_email_key ON mails (email_key);
CREATE INDEX mails_by_finished_at ON mails (finished_at);
CREATE INDEX audit_events_by_at ON audit_events (at);
CREATE INDEX audit_events_by_account ON audit_events (account_id, at);
CREATE INDEX audit_events_by_email_key ON audit_events (email_key, at);
COMMIT;
