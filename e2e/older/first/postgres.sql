-- As the program of commit 32f5c6270514 left it; made by scripts/older-database.
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
CREATE TABLE public.accounts (
    id text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text,
    locale text,
    epoch bigint NOT NULL,
    created_at bigint NOT NULL,
    password_changed_at bigint NOT NULL,
    signed_in_at bigint,
    disabled_at bigint
);
CREATE TABLE public.audit_events (
    id text NOT NULL,
    at bigint NOT NULL,
    event text NOT NULL,
    outcome text NOT NULL,
    account_id text,
    email_key text,
    link_id text,
    client text NOT NULL,
    user_agent text NOT NULL
);
CREATE TABLE public.email_changes (
    id text NOT NULL,
    account_id text NOT NULL,
    from_email text NOT NULL,
    to_email text NOT NULL,
    epoch bigint NOT NULL,
    created_at bigint NOT NULL,
    confirmed_at bigint,
    undone_at bigint
);
CREATE TABLE public.links (
    id text NOT NULL,
    purpose text NOT NULL,
    email text NOT NULL,
    sign_up_id text,
    account_id text,
    email_change_id text,
    epoch bigint,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);
CREATE TABLE public.mails (
    id text NOT NULL,
    intent text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    account_id text,
    sign_up_id text,
    email_change_id text,
    locale text,
    created_at bigint NOT NULL,
    run_at bigint NOT NULL,
    attempts bigint NOT NULL,
    lease_owner text,
    lease_until bigint,
    kind text,
    ending text,
    finished_at bigint,
    last_answer text
);
CREATE TABLE public.sessions (
    id text NOT NULL,
    token_hash bytea NOT NULL,
    account_id text NOT NULL,
    epoch bigint NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    client text NOT NULL,
    user_agent text NOT NULL
);
CREATE TABLE public.sign_ups (
    id text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text,
    cookie_hash bytea NOT NULL,
    locale text,
    next text,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    confirmed_at bigint
);
INSERT INTO public._sqlx_migrations VALUES (1, 'first journey', '2026-11-23 00:07:42.596583+00', true, '\xd437ae29902e8a97662059349ea56f67789281cb278c1deb3c7d830c646b620e4007b14a281860dd3dc548e50a304c4b', 69243593);
INSERT INTO public.accounts VALUES ('01a205ba-e037-72d2-b592-3981cec9f739', 'ada@example.net', 'ada@example.net', '$argon2id$v=19$m=8,t=1,p=1$TfE+CFG1ybGuFcaVJtsncg$ZTq5nb8B252frjD1ZCISd5Xchmq0HLjAhdrbzr4eSFA', NULL, 1, 1795392462903, 1795392462903, 1795392462903, NULL);
INSERT INTO public.accounts VALUES ('01a205ba-e176-75f7-bb39-baaac8d4a5d7', 'cy@example.net', 'cy@example.net', '$argon2id$v=19$m=8,t=1,p=1$vnpNNM8YF5T3jPm5rVkzyA$fsdR8tdwqGCSV6XLlrR7U4YMDCX9J9KO18Y87XDHZ/s', NULL, 1, 1795392463222, 1795392463222, 1795392463222, NULL);
INSERT INTO public.accounts VALUES ('01a205ba-e33c-75c7-853d-5564094d257f', 'dee@example.net', 'dee@example.net', '$argon2id$v=19$m=8,t=1,p=1$kf1HdmfEkRVkR/hHnPSorQ$g2ByoU0+Lr6Lwz9S+wIMBu+0NOUGK5iYjFwQ/G07+lk', NULL, 1, 1795392463676, 1795392463676, 1795392463676, NULL);
INSERT INTO public.accounts VALUES ('01a205ba-e3f7-712b-9d99-e3ab62d6c1ff', 'gus@example.net', 'gus@example.net', '$argon2id$v=19$m=8,t=1,p=1$Aim2GOHC4h/LeNRm6WcsJg$sV+n1BRXD/aPrJ0OSGKCUIb67jDXTVpzJlxAAD3bXBQ', NULL, 1, 1795392463863, 1795392463863, 1795392464507, NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-df86-78af-b3b2-dc0e84fbe0a9', 1795392462726, 'sign_up', 'check_mail', NULL, 'ada@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e037-7d18-afb6-ab015d3ea6c2', 1795392462903, 'confirm', 'confirmed', '01a205ba-e037-72d2-b592-3981cec9f739', 'ada@example.net', '01a205ba-df86-708e-ad13-840cd3014b54', '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e06b-7772-a2a8-b40c8eece9a6', 1795392462955, 'forgot_password', 'accepted', NULL, 'ada@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e0d9-7ed3-a0ff-c1e19d9e697a', 1795392463065, 'sign_up', 'check_mail', NULL, 'bo@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e131-76b8-ad78-640740e9fb04', 1795392463153, 'sign_up', 'check_mail', NULL, 'cy@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e176-7839-bf3a-80c7d7280ab7', 1795392463222, 'confirm', 'confirmed', '01a205ba-e176-75f7-bb39-baaac8d4a5d7', 'cy@example.net', '01a205ba-e131-7038-ac23-4195cf57bff3', '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e1be-7975-8753-b881a9d59b70', 1795392463294, 'change_email', 'check_mail', '01a205ba-e176-75f7-bb39-baaac8d4a5d7', 'cy@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e1fc-7183-8736-3e0f7cf46919', 1795392463356, 'sign_up', 'check_mail', NULL, 'dee@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e33c-7bc4-b24d-4dbf58230c56', 1795392463676, 'confirm', 'confirmed', '01a205ba-e33c-75c7-853d-5564094d257f', 'dee@example.net', '01a205ba-e1fc-7122-a8e4-b301d50e9a5d', '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e352-789f-bae5-bb84d6311860', 1795392463698, 'sign_out', 'signed_out', '01a205ba-e33c-75c7-853d-5564094d257f', 'dee@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e368-7c05-889b-83e112bc8cbe', 1795392463720, 'sign_up', 'check_mail', NULL, 'gus@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e3f7-7629-845d-99dc37fb67de', 1795392463863, 'confirm', 'confirmed', '01a205ba-e3f7-712b-9d99-e3ab62d6c1ff', 'gus@example.net', '01a205ba-e368-7505-a179-74684adcfeab', '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e4d5-7569-bc30-2c9c1d12a875', 1795392464085, 'sign_up', 'check_mail', NULL, 'eve@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e656-76ea-a04f-120c44d4eece', 1795392464470, 'sign_up', 'check_mail', NULL, 'fay@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e67b-7c89-a9ed-87657495bbfb', 1795392464507, 'sign_in', 'signed_in', '01a205ba-e3f7-712b-9d99-e3ab62d6c1ff', 'gus@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.audit_events VALUES ('01a205ba-e69b-74ce-81a0-ecc4973002b0', 1795392464539, 'forgot_password', 'accepted', NULL, 'gus@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.email_changes VALUES ('01a205ba-e1be-70d8-8cd6-e37adaa25c9b', '01a205ba-e176-75f7-bb39-baaac8d4a5d7', 'cy@example.net', 'cy@example.org', 1, 1795392463294, NULL, NULL);
INSERT INTO public.links VALUES ('01a205ba-df86-708e-ad13-840cd3014b54', 'confirm', 'ada@example.net', '01a205ba-df86-7a6f-b778-38b44c111090', NULL, NULL, NULL, 1795392462779, 1795478862000, 1795392462903);
INSERT INTO public.links VALUES ('01a205ba-e06b-73f8-b564-d15e29aa1d32', 'reset', 'ada@example.net', NULL, '01a205ba-e037-72d2-b592-3981cec9f739', NULL, 1, 1795392462971, 1795394262000, NULL);
INSERT INTO public.links VALUES ('01a205ba-e0d9-7a60-839a-5d408bb182f9', 'confirm', 'bo@example.net', '01a205ba-e0d9-7bfb-a5fd-dfac6a5bf90c', NULL, NULL, NULL, 1795392463107, 1795478863000, NULL);
INSERT INTO public.links VALUES ('01a205ba-e131-7038-ac23-4195cf57bff3', 'confirm', 'cy@example.net', '01a205ba-e131-7cef-9b12-79bbf29ad8db', NULL, NULL, NULL, 1795392463164, 1795478863000, 1795392463222);
INSERT INTO public.links VALUES ('01a205ba-e1be-7b2b-a605-eb2731bb52ba', 'change_email', 'cy@example.org', NULL, '01a205ba-e176-75f7-bb39-baaac8d4a5d7', '01a205ba-e1be-70d8-8cd6-e37adaa25c9b', 1, 1795392463306, 1795478863000, NULL);
INSERT INTO public.links VALUES ('01a205ba-e1be-7d0e-8c87-fe3af77fb357', 'undo_change_email', 'cy@example.net', NULL, '01a205ba-e176-75f7-bb39-baaac8d4a5d7', '01a205ba-e1be-70d8-8cd6-e37adaa25c9b', 1, 1795392463350, 1795997263000, NULL);
INSERT INTO public.links VALUES ('01a205ba-e1fc-7122-a8e4-b301d50e9a5d', 'confirm', 'dee@example.net', '01a205ba-e1fc-7cc7-8190-371fe7bad4a5', NULL, NULL, NULL, 1795392463515, 1795478863000, 1795392463676);
INSERT INTO public.links VALUES ('01a205ba-e368-7505-a179-74684adcfeab', 'confirm', 'gus@example.net', '01a205ba-e368-7ab2-92db-726056aa95dd', NULL, NULL, NULL, 1795392463752, 1795478863000, 1795392463863);
INSERT INTO public.links VALUES ('01a205ba-e4d5-760d-bf63-2e0da7488bcb', 'confirm', 'eve@example.net', '01a205ba-e4d5-7ce6-adc9-5ed173c2a35b', NULL, NULL, NULL, 1795392464110, 1795478864000, NULL);
INSERT INTO public.mails VALUES ('01a205ba-df86-708e-ad13-840cd3014b54', 'sign_up', 'ada@example.net', 'ada@example.net', NULL, '01a205ba-df86-7a6f-b778-38b44c111090', NULL, NULL, 1795392462726, 1795392462726, 1, NULL, NULL, 'confirm', 'sent', 1795392462870, '250 2.0.0 Accepted');
INSERT INTO public.mails VALUES ('01a205ba-e06b-73f8-b564-d15e29aa1d32', 'reset', 'ada@example.net', 'ada@example.net', NULL, NULL, NULL, NULL, 1795392462955, 1795392462955, 1, NULL, NULL, 'reset', 'sent', 1795392463051, '250 2.0.0 Accepted');
INSERT INTO public.mails VALUES ('01a205ba-e0d9-7a60-839a-5d408bb182f9', 'sign_up', 'bo@example.net', 'bo@example.net', NULL, '01a205ba-e0d9-7bfb-a5fd-dfac6a5bf90c', NULL, NULL, 1795392463065, 1795392463065, 1, NULL, NULL, 'confirm', 'sent', 1795392463141, '250 2.0.0 Accepted');
INSERT INTO public.mails VALUES ('01a205ba-e131-7038-ac23-4195cf57bff3', 'sign_up', 'cy@example.net', 'cy@example.net', NULL, '01a205ba-e131-7cef-9b12-79bbf29ad8db', NULL, NULL, 1795392463153, 1795392463153, 1, NULL, NULL, 'confirm', 'sent', 1795392463212, '250 2.0.0 Accepted');
INSERT INTO public.mails VALUES ('01a205ba-e1be-7b2b-a605-eb2731bb52ba', 'change_email', 'cy@example.org', 'cy@example.org', '01a205ba-e176-75f7-bb39-baaac8d4a5d7', NULL, '01a205ba-e1be-70d8-8cd6-e37adaa25c9b', NULL, 1795392463294, 1795392463294, 1, NULL, NULL, 'change_email', 'sent', 1795392463342, '250 2.0.0 Accepted');
INSERT INTO public.mails VALUES ('01a205ba-e1be-7d0e-8c87-fe3af77fb357', 'change_email_notice', 'cy@example.net', 'cy@example.net', '01a205ba-e176-75f7-bb39-baaac8d4a5d7', NULL, '01a205ba-e1be-70d8-8cd6-e37adaa25c9b', NULL, 1795392463294, 1795392463294, 1, NULL, NULL, 'change_email_notice', 'sent', 1795392463474, '250 2.0.0 Accepted');
INSERT INTO public.mails VALUES ('01a205ba-e1fc-7122-a8e4-b301d50e9a5d', 'sign_up', 'dee@example.net', 'dee@example.net', NULL, '01a205ba-e1fc-7cc7-8190-371fe7bad4a5', NULL, NULL, 1795392463356, 1795392463356, 1, NULL, NULL, 'confirm', 'sent', 1795392463646, '250 2.0.0 Accepted');
INSERT INTO public.mails VALUES ('01a205ba-e368-7505-a179-74684adcfeab', 'sign_up', 'gus@example.net', 'gus@example.net', NULL, '01a205ba-e368-7ab2-92db-726056aa95dd', NULL, NULL, 1795392463720, 1795392463720, 1, NULL, NULL, 'confirm', 'sent', 1795392463846, '250 2.0.0 Accepted');
INSERT INTO public.mails VALUES ('01a205ba-e4d5-760d-bf63-2e0da7488bcb', 'sign_up', 'eve@example.net', 'eve@example.net', NULL, '01a205ba-e4d5-7ce6-adc9-5ed173c2a35b', NULL, NULL, 1795392464085, 1795392474976, 1, NULL, NULL, 'confirm', NULL, NULL, 'end of the mail: 451 4.7.1 Later, please');
INSERT INTO public.mails VALUES ('01a205ba-e656-7d06-b1b0-986cdc521b8a', 'sign_up', 'fay@example.net', 'fay@example.net', NULL, '01a205ba-e656-7587-acb1-87465f928d99', NULL, NULL, 1795392464470, 1795392464470, 0, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.mails VALUES ('01a205ba-e69b-7789-99fe-ba73b7df14e3', 'reset', 'gus@example.net', 'gus@example.net', NULL, NULL, NULL, NULL, 1795392464539, 1795392464539, 0, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.sessions VALUES ('01a205ba-e037-760f-8994-fd79805ae6d8', '\x37140236575ddcd2641d27e04e312555e30c30863818b65aa13e6ef08b458006', '01a205ba-e037-72d2-b592-3981cec9f739', 1, 1795392462903, 1795392462903, 1797984462903, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.sessions VALUES ('01a205ba-e176-76de-8f9c-5a052d7f7c6f', '\xe418afa1a5a4ab42668a175bf5f65ecc64bbe54ca9f42d0982a050f7d5ab4cef', '01a205ba-e176-75f7-bb39-baaac8d4a5d7', 1, 1795392463222, 1795392463222, 1797984463222, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.sessions VALUES ('01a205ba-e3f7-7302-b4a6-366b0e66267d', '\x19e51872ca79d503d883743d8fdd9f8a9cffd61163f63c3b14c530d23894122b', '01a205ba-e3f7-712b-9d99-e3ab62d6c1ff', 1, 1795392463863, 1795392463863, 1797984463863, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.sessions VALUES ('01a205ba-e67b-7fc0-92db-2bb0561d2bed', '\x3d98afc67c49a1f0b82d10b4bfbfe00f801bde7cf47a2f2e114db59e7b8621b2', '01a205ba-e3f7-712b-9d99-e3ab62d6c1ff', 1, 1795392464507, 1795392464507, 1797984464507, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.sign_ups VALUES ('01a205ba-df86-7a6f-b778-38b44c111090', 'ada@example.net', 'ada@example.net', NULL, '\x1ce4190d6665e2f0cf013bd887bbae890262d6cf7a3f3b29fc27afceb0557883', NULL, NULL, 1795392462726, 1795997262726, 1795392462903);
INSERT INTO public.sign_ups VALUES ('01a205ba-e0d9-7bfb-a5fd-dfac6a5bf90c', 'bo@example.net', 'bo@example.net', '$argon2id$v=19$m=8,t=1,p=1$BN60VcvRmPPbHrduHm29fQ$QxJLxALYKPF4u4CLUG90RdUknbEc8E+Q4ivO/AdzAjc', '\x8da44eb357220c5598c51fb9978477f2afcf01e054f7897cfd447412509e948b', NULL, NULL, 1795392463065, 1795997263065, NULL);
INSERT INTO public.sign_ups VALUES ('01a205ba-e131-7cef-9b12-79bbf29ad8db', 'cy@example.net', 'cy@example.net', NULL, '\xb33f2f275d7462fa1a0ea63ce91fb2b27bbd40f2eaf7852046e010617b27b3af', NULL, NULL, 1795392463153, 1795997263153, 1795392463222);
INSERT INTO public.sign_ups VALUES ('01a205ba-e1fc-7cc7-8190-371fe7bad4a5', 'dee@example.net', 'dee@example.net', NULL, '\x15e393dac2d9d9052dc1da287ba813fdd6e6bab521b3097f45c4b6635f40581d', NULL, NULL, 1795392463356, 1795997263356, 1795392463676);
INSERT INTO public.sign_ups VALUES ('01a205ba-e368-7ab2-92db-726056aa95dd', 'gus@example.net', 'gus@example.net', NULL, '\x750d279e2d008d5e23fb597f386fe8475893511c103c7809768974dcb917b1f0', NULL, NULL, 1795392463720, 1795997263720, 1795392463863);
INSERT INTO public.sign_ups VALUES ('01a205ba-e4d5-7ce6-adc9-5ed173c2a35b', 'eve@example.net', 'eve@example.net', '$argon2id$v=19$m=8,t=1,p=1$1JLHoFl4FRvpl5Ve5nzEfQ$AjxxlT/QkhT6hCCb1XRUY9ES3TWdubqD8rDDJTd1nnk', '\x6f716e8ff444d564931662df941401de740741c5fc374978f9be684682af83c4', NULL, NULL, 1795392464085, 1795997264085, NULL);
INSERT INTO public.sign_ups VALUES ('01a205ba-e656-7587-acb1-87465f928d99', 'fay@example.net', 'fay@example.net', '$argon2id$v=19$m=8,t=1,p=1$HgYG8VB51amoXYGW07OA0Q$GftWGO0pZytaXFlJQUzFdkPfK2lFZSj/0VCtwBq2kAg', '\xab57e23223ae88b31aabfb33d582445f0844b0850477316aef71c751ec5babc3', NULL, NULL, 1795392464470, 1795997264470, NULL);
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_email_key_key UNIQUE (email_key);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_changes
    ADD CONSTRAINT email_changes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_cookie_hash_key UNIQUE (cookie_hash);
ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_pkey PRIMARY KEY (id);
CREATE INDEX audit_events_by_account ON public.audit_events USING btree (account_id, at);
CREATE INDEX audit_events_by_at ON public.audit_events USING btree (at);
CREATE INDEX audit_events_by_email_key ON public.audit_events USING btree (email_key, at);
CREATE INDEX email_changes_by_account ON public.email_changes USING btree (account_id, created_at);
CREATE INDEX links_by_account ON public.links USING btree (account_id);
CREATE INDEX links_by_email_change ON public.links USING btree (email_change_id);
CREATE INDEX links_by_expires_at ON public.links USING btree (expires_at);
CREATE INDEX links_by_sign_up ON public.links USING btree (sign_up_id);
CREATE INDEX mails_by_created_at ON public.mails USING btree (created_at);
CREATE INDEX mails_by_email_key ON public.mails USING btree (email_key);
CREATE INDEX mails_by_finished_at ON public.mails USING btree (finished_at);
CREATE INDEX mails_queued ON public.mails USING btree (run_at, id) WHERE (finished_at IS NULL);
CREATE INDEX sessions_by_account ON public.sessions USING btree (account_id, created_at);
CREATE INDEX sessions_by_expires_at ON public.sessions USING btree (expires_at);
CREATE INDEX sign_ups_by_email_key ON public.sign_ups USING btree (email_key, created_at);
CREATE INDEX sign_ups_by_expires_at ON public.sign_ups USING btree (expires_at);
ALTER TABLE ONLY public.email_changes
    ADD CONSTRAINT email_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_email_change_id_fkey FOREIGN KEY (email_change_id) REFERENCES public.email_changes(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_sign_up_id_fkey FOREIGN KEY (sign_up_id) REFERENCES public.sign_ups(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
