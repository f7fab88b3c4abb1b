-- As the program of commit 6dee961ef980 left it; made by scripts/older-database.
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
    email_key text NOT NULL COLLATE pg_catalog."C",
    password_hash text,
    locale text,
    epoch bigint NOT NULL,
    created_at bigint NOT NULL,
    password_changed_at bigint NOT NULL,
    signed_in_at bigint,
    disabled_at bigint,
    role text,
    closed_at bigint,
    kept_until bigint
);
CREATE TABLE public.audit_chains (
    chain bigint NOT NULL,
    begun_at bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    swept_seq bigint NOT NULL,
    swept_hash bytea NOT NULL,
    mac bytea NOT NULL
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
    user_agent text NOT NULL,
    chain bigint,
    seq bigint,
    hash bytea,
    actor_id text
);
CREATE TABLE public.captchas (
    id text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.copies (
    id text NOT NULL,
    begun_at bigint NOT NULL,
    finished_at bigint,
    digest bytea
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
CREATE TABLE public.foreign_hashes (
    kind text NOT NULL,
    work bigint NOT NULL,
    as_of bigint NOT NULL
);
CREATE TABLE public.guesses (
    key text NOT NULL,
    wrong bigint NOT NULL,
    wrong_at bigint NOT NULL,
    again_at bigint NOT NULL
);
CREATE TABLE public.legacy_people (
    id text NOT NULL,
    account_id text,
    sign_up_id text,
    epoch bigint
);
CREATE TABLE public.limits (
    key text NOT NULL,
    whole_at bigint NOT NULL
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
    last_answer text,
    mailbox text,
    counted_at bigint
);
CREATE TABLE public.marked_addresses (
    email_key text NOT NULL,
    email text NOT NULL,
    mark text NOT NULL,
    words text NOT NULL,
    marked_at bigint NOT NULL
);
CREATE TABLE public.session_changes (
    id bigint NOT NULL,
    number bigint NOT NULL
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
    email_key text NOT NULL COLLATE pg_catalog."C",
    password_hash text,
    cookie_hash bytea NOT NULL,
    locale text,
    next text,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    confirmed_at bigint
);
CREATE TABLE public.workers (
    id text NOT NULL,
    lane text NOT NULL,
    seen_at bigint NOT NULL,
    trouble text,
    words text,
    trouble_since bigint
);
INSERT INTO public._sqlx_migrations VALUES (1, 'first journey', '2026-11-23 00:07:31.251939+00', true, '\xd437ae29902e8a97662059349ea56f67789281cb278c1deb3c7d830c646b620e4007b14a281860dd3dc548e50a304c4b', 150736109);
INSERT INTO public._sqlx_migrations VALUES (2, 'mail lanes', '2026-11-23 00:07:31.412631+00', true, '\x929771fb764144afeacf756dff34fa3df954c08956512dc940d617dc2ae065bb39c6c820cd5bc665defd40f63510b374', 79428435);
INSERT INTO public._sqlx_migrations VALUES (3, 'limits', '2026-11-23 00:07:31.501032+00', true, '\x9cd2454fdf99e6dff7239da92c2e20fd8f83226e0d323184ffa02fd6b6d1a6e6bb82d56c4ae048cbff969f7d62cd2569', 28617951);
INSERT INTO public._sqlx_migrations VALUES (4, 'copies', '2026-11-23 00:07:31.52794+00', true, '\xd92f4a616077258261d39cf5c86333491d1c73a4b98a49b12017b1b8e3079ef6c7fb9e6200ed1ab9f8d5ed4142c30b28', 9749304);
INSERT INTO public._sqlx_migrations VALUES (5, 'guesses', '2026-11-23 00:07:31.538426+00', true, '\x11b3692b4288a1e594820bc2bdc18122ee93f39c78cf085f480ff3074e9d8dd1e85bfa2f0447f92cf4cf7005b272502d', 17824572);
INSERT INTO public._sqlx_migrations VALUES (6, 'audit chains', '2026-11-23 00:07:31.558727+00', true, '\x3f0245eb950c6cda1df602eb94cd8a226a6310771ca931f1e571f5d864dd13e34acced58a56094038e98c27f06b283a4', 12748785);
INSERT INTO public._sqlx_migrations VALUES (7, 'captchas', '2026-11-23 00:07:31.572511+00', true, '\xdd9563a7d8323ca31f1c87da481b6d4e099343850e8f8a4bf30581b7456867d9535765d0c6be2ba1a33b55a0d88c5e32', 17224196);
INSERT INTO public._sqlx_migrations VALUES (8, 'admin', '2026-11-23 00:07:31.590884+00', true, '\x07222319c226f7078d2a5f9716c4930b231dc6694817118c7e40beb1f7efffac42d3d97716bb33465f100f11533fb15f', 22099995);
INSERT INTO public._sqlx_migrations VALUES (9, 'closing', '2026-11-23 00:07:31.612106+00', true, '\xa435a2c495c973a0d65583e43ec685e5d0bc4e97d9f358365627e16441a13e181c70b3c976205c8c588d7db168f071f4', 3744171);
INSERT INTO public._sqlx_migrations VALUES (10, 'legacy', '2026-11-23 00:07:31.616075+00', true, '\xc51b6a5de75576949d5013d8fa2ed70f64b8af92905ac528b8ebeac16c7df55c5b989a41e079cab54f1d71cc5b30336f', 14548107);
INSERT INTO public._sqlx_migrations VALUES (11, 'foreign hashes', '2026-11-23 00:07:31.63169+00', true, '\x03e462899e601007ae4bc227ab580980279058a35d969c5361d441dcd95acc60c98dae25a00d66b7dc2b6ff52e848ecf', 9661753);
INSERT INTO public._sqlx_migrations VALUES (12, 'session changes', '2026-11-23 00:07:31.641729+00', true, '\x1553bb9ee64cd4799fcf0c70f24f5e2c9371489eb30903cbd30d6122ad2f15d52272be331c03d090909ef9b8b6e469a5', 9179454);
INSERT INTO public.accounts VALUES ('01a205ba-b5aa-7aca-a132-222344bb73b1', 'ada@example.net', 'ada@example.net', '$argon2id$v=19$m=8,t=1,p=1$p0yr8awewjpyMtRD6nzPHQ$fzMCMD/PmrGSV7iVc6ICijuswwdogzlHVXIuw8NoqkI', NULL, 1, 1795392452365, 1795392452365, 1795392452365, NULL, NULL, NULL, NULL);
INSERT INTO public.accounts VALUES ('01a205ba-b8f9-758b-9821-66f97e017e42', 'cy@example.net', 'cy@example.net', '$argon2id$v=19$m=8,t=1,p=1$gyF32hODHrkdYYmLRWYDMA$nC6ZgIgAZq82ZSapm+kqGrPancNgggO8NsnxheFcieE', NULL, 1, 1795392452983, 1795392452983, 1795392452983, NULL, NULL, NULL, NULL);
INSERT INTO public.accounts VALUES ('01a205ba-ba17-7787-b353-895b272754a3', 'dee@example.net', 'dee@example.net', '$argon2id$v=19$m=8,t=1,p=1$tV7bLPYAq4BLQkUKKPaytQ$U2xM0moXgoJl58T9CWeOKqJsd7sT2MhEFXOuq0iDXb4', NULL, 1, 1795392453298, 1795392453298, 1795392453298, NULL, NULL, NULL, NULL);
INSERT INTO public.accounts VALUES ('01a205ba-bb0d-7c9c-b9d7-162267772715', 'gus@example.net', 'gus@example.net', '$argon2id$v=19$m=8,t=1,p=1$NKtYsRa0h8gGJJoMNqcQ2g$nPPAtEjl1odgbfI8HLnc80+sdW1v2KuVdrYzlaOFooo', NULL, 1, 1795392453524, 1795392453524, 1795392454425, NULL, NULL, NULL, NULL);
INSERT INTO public.audit_chains VALUES (0, 1795392452010, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x9b6566fcbccdbfc2a39acaf613cc3d3ade09cb10d1ba0f516e241f4664aa2d5e');
INSERT INTO public.audit_chains VALUES (1, 1795392452010, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x37413cb5b9958eecdacb07ef1a2f9119137d06e2275f553fd24e29401d0cb12c');
INSERT INTO public.audit_chains VALUES (4, 1795392452010, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\xb14cb240b8597291bf442a92e6efc0cc8659dbf35c27ddb491590b49a325e57b');
INSERT INTO public.audit_chains VALUES (5, 1795392452010, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x3485f4cf8870b7e17161350bef0c05199ae3d75c388c94e06cbb37bb1cde9c90');
INSERT INTO public.audit_chains VALUES (7, 1795392452010, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\xfb231f327c1776b2f8717724a92de6e1a6ed9043e71f8a69210878be35e6af02');
INSERT INTO public.audit_chains VALUES (8, 1795392452010, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x6a62d6d373b174ae3e5e3e95869e7814c9bf49820b14f320102df8b86d0ffdf4');
INSERT INTO public.audit_chains VALUES (12, 1795392452010, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x9de9c167fff39fa9cc8b427622be95e8cecea47543e9d287562d78ac4a48b127');
INSERT INTO public.audit_chains VALUES (15, 1795392452010, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x8fed9c89246fb3a8603fc0c6c38f4759a6c6417869ab3c0ee04862018d843379');
INSERT INTO public.audit_chains VALUES (2, 1795392452010, 1, '\x852577bbeaa1e399584fa11edb8f038e20662a32b280bf8242edf1c3e0cef892', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x4cacda9c690785239372e545b1077653d9486918db651fabdd10d5fc88a5a267');
INSERT INTO public.audit_chains VALUES (6, 1795392452010, 1, '\xa0cafc5c412b0ae911116207e85aa5dc005405d8be8dc455a2dc807db41b9439', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x7bf2da1918ab195e3123fb26aa8dddd592ff7281802b8452b24c372bf609901e');
INSERT INTO public.audit_chains VALUES (13, 1795392452010, 2, '\xc2acbdd4598803710087d6900cfab769d59028231b3395e21d35beca79d6e38a', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x30cd3336fb703a6511794f2db6678d42a324b775ded5638bb48172c14a4dc269');
INSERT INTO public.audit_chains VALUES (14, 1795392452010, 3, '\x198484fddee94233dc1c4b7c436c79d41c90af3a9cc10e781522842567cd5047', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x36a528fbcd5b6e01ede261dd9355b612a31865308485756dfc1e6c29dd3818e0');
INSERT INTO public.audit_chains VALUES (9, 1795392452010, 3, '\x25387e759d6ebc4a6ff17a063b7a4da45410fe9f51426e646206ddbe7cd922a7', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\xaa386e76cfe3052133e6ebac5a3f53e39d609c8ac306c454fe87c111ac3e883d');
INSERT INTO public.audit_chains VALUES (3, 1795392452010, 2, '\x74eaf5c1467bd14f10104d01893b8e305656e85d2114b162548795a4ade469f5', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x8cd738e3b38f16d4807912cbc1943b9c9f8db3b261025b3713b0ee79fb055bc3');
INSERT INTO public.audit_chains VALUES (10, 1795392452010, 3, '\xc75d87a64f5b51e6eda5f2195bf9da6e5823d8ce984256bc66a28f76c32de701', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x3e0e0f2e8506ef8c28e74a9d291eadc7907a149fa1c5d37c989f56f0752cd08b');
INSERT INTO public.audit_chains VALUES (11, 1795392452010, 1, '\x9597ef16d971257b228d47f9cd373987eac38d5ebd66dc7dffc06500dcac2e77', 0, '\x0000000000000000000000000000000000000000000000000000000000000000', '\xd3bd9a145dee27be0dbc4de84c577971dd9f81fc03dd8d66bf4fddf9774aa351');
INSERT INTO public.audit_events VALUES ('01a205ba-b5aa-7933-a7de-9c9263c334c9', 1795392452010, 'sign_up', 'check_mail', NULL, 'ada@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 9, 1, '\xf7a30f46dead7396ea6817c1bcab38024a6d3037220795c41cbc672ec447fbda', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-b70d-7812-8709-b3536dcd62b2', 1795392452365, 'confirm', 'confirmed', '01a205ba-b5aa-7aca-a132-222344bb73b1', 'ada@example.net', '01a205ba-b5aa-7306-8d9e-31f2e851674d', '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 2, 1, '\x852577bbeaa1e399584fa11edb8f038e20662a32b280bf8242edf1c3e0cef892', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-b772-7af1-9997-ccd49bb6f2d6', 1795392452466, 'forgot_password', 'accepted', NULL, 'ada@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 6, 1, '\xa0cafc5c412b0ae911116207e85aa5dc005405d8be8dc455a2dc807db41b9439', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-b85a-7262-b61c-8dab4546d2d9', 1795392452698, 'sign_up', 'check_mail', NULL, 'bo@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 9, 2, '\x22a71b82dfd6340e9121ae6943c89c07101ded85a48b9716f21672d20c25e183', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-b8f9-7345-a7b6-212bca95a5ad', 1795392452857, 'sign_up', 'check_mail', NULL, 'cy@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 13, 1, '\x6ccb692307c1a725e5bddae27c4fa79f06e5fbc70b723c014c4af37c37b5c638', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-b977-7e33-a44b-9b3ef7e3787a', 1795392452983, 'confirm', 'confirmed', '01a205ba-b8f9-758b-9821-66f97e017e42', 'cy@example.net', '01a205ba-b8f9-768f-a2cd-436930901ac3', '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 10, 1, '\x24c01354e7b832d78d57f4c95fe04ee233444b6cd40866058d1c065c4fc92127', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-b9a3-7c84-ad95-8b5da46158be', 1795392453027, 'change_email', 'check_mail', '01a205ba-b8f9-758b-9821-66f97e017e42', 'cy@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 14, 1, '\x3712dbab148f3a5ac1bf9a90027dac884dd125ac63ebe6b8d2e6f2f2b23b8b8e', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-ba17-7bb2-be75-dc3379c450ce', 1795392453143, 'sign_up', 'check_mail', NULL, 'dee@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 14, 2, '\xe5db9b4e75ac5fcc15a462f5b9e255501ee3e24dbf54c5fc1368ba3631a19a85', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-bab2-7112-8c07-26022507b02d', 1795392453298, 'confirm', 'confirmed', '01a205ba-ba17-7787-b353-895b272754a3', 'dee@example.net', '01a205ba-ba17-7d32-85fe-8f5bbf3ffb18', '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 13, 2, '\xc2acbdd4598803710087d6900cfab769d59028231b3395e21d35beca79d6e38a', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-bae7-72cb-b449-02697b8b416e', 1795392453351, 'sign_out', 'signed_out', '01a205ba-ba17-7787-b353-895b272754a3', 'dee@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 14, 3, '\x198484fddee94233dc1c4b7c436c79d41c90af3a9cc10e781522842567cd5047', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-bb0d-798a-9187-e0f13e6b6a19', 1795392453389, 'sign_up', 'check_mail', NULL, 'gus@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 9, 3, '\x25387e759d6ebc4a6ff17a063b7a4da45410fe9f51426e646206ddbe7cd922a7', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-bb94-7b1c-8973-a52e7131c9f3', 1795392453524, 'confirm', 'confirmed', '01a205ba-bb0d-7c9c-b9d7-162267772715', 'gus@example.net', '01a205ba-bb0d-7790-aa43-d3b94cd8612c', '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 3, 1, '\x6ecc11fe02443617804cef3112bb26ff372a7b8fa0d2ceb9f0117ca006086613', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-bcbc-73f9-bc14-4d571d3f2fe3', 1795392453820, 'sign_up', 'check_mail', NULL, 'eve@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 3, 2, '\x74eaf5c1467bd14f10104d01893b8e305656e85d2114b162548795a4ade469f5', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-bf05-733a-8e17-4d1c2d019aaa', 1795392454405, 'sign_up', 'check_mail', NULL, 'fay@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 10, 2, '\x78b5a4244e33908e42650f0b2fb962801f9a039b85031b6cca2e9b794ec4c646', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-bf19-7d44-857a-331624d71bba', 1795392454425, 'sign_in', 'signed_in', '01a205ba-bb0d-7c9c-b9d7-162267772715', 'gus@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 10, 3, '\xc75d87a64f5b51e6eda5f2195bf9da6e5823d8ce984256bc66a28f76c32de701', NULL);
INSERT INTO public.audit_events VALUES ('01a205ba-bf2c-790b-a0b8-28b800e8028b', 1795392454444, 'forgot_password', 'accepted', NULL, 'gus@example.net', NULL, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)', 11, 1, '\x9597ef16d971257b228d47f9cd373987eac38d5ebd66dc7dffc06500dcac2e77', NULL);
INSERT INTO public.email_changes VALUES ('01a205ba-b9a3-7c31-8a99-56bf9b7f95bc', '01a205ba-b8f9-758b-9821-66f97e017e42', 'cy@example.net', 'cy@example.org', 1, 1795392453027, NULL, NULL);
INSERT INTO public.links VALUES ('01a205ba-b5aa-7306-8d9e-31f2e851674d', 'confirm', 'ada@example.net', '01a205ba-b5aa-7aca-a132-222344bb73b1', NULL, NULL, NULL, 1795392452120, 1795478852000, 1795392452365);
INSERT INTO public.links VALUES ('01a205ba-b772-7eb9-9d8d-559f03bbe7fb', 'reset', 'ada@example.net', NULL, '01a205ba-b5aa-7aca-a132-222344bb73b1', NULL, 1, 1795392452494, 1795394252000, NULL);
INSERT INTO public.links VALUES ('01a205ba-b85a-7f0b-9f6d-a14eaf5b0d1c', 'confirm', 'bo@example.net', '01a205ba-b85a-7d01-94e4-f55bf0aed586', NULL, NULL, NULL, 1795392452721, 1795478852000, NULL);
INSERT INTO public.links VALUES ('01a205ba-b8f9-768f-a2cd-436930901ac3', 'confirm', 'cy@example.net', '01a205ba-b8f9-758b-9821-66f97e017e42', NULL, NULL, NULL, 1795392452888, 1795478852000, 1795392452983);
INSERT INTO public.links VALUES ('01a205ba-b9a3-7a0c-8387-44c0b1410f4f', 'change_email', 'cy@example.org', NULL, '01a205ba-b8f9-758b-9821-66f97e017e42', '01a205ba-b9a3-7c31-8a99-56bf9b7f95bc', 1, 1795392453048, 1795478853000, NULL);
INSERT INTO public.links VALUES ('01a205ba-b9a3-7bcb-953c-8e611d2cd835', 'undo_change_email', 'cy@example.net', NULL, '01a205ba-b8f9-758b-9821-66f97e017e42', '01a205ba-b9a3-7c31-8a99-56bf9b7f95bc', 1, 1795392453048, 1795997253000, NULL);
INSERT INTO public.links VALUES ('01a205ba-ba17-7d32-85fe-8f5bbf3ffb18', 'confirm', 'dee@example.net', '01a205ba-ba17-7787-b353-895b272754a3', NULL, NULL, NULL, 1795392453187, 1795478853000, 1795392453298);
INSERT INTO public.links VALUES ('01a205ba-bb0d-7790-aa43-d3b94cd8612c', 'confirm', 'gus@example.net', '01a205ba-bb0d-7c9c-b9d7-162267772715', NULL, NULL, NULL, 1795392453404, 1795478853000, 1795392453524);
INSERT INTO public.links VALUES ('01a205ba-bcbc-73b9-9e07-5a49a00e6aee', 'confirm', 'eve@example.net', '01a205ba-bcbc-784b-91b6-3c5b785df0c8', NULL, NULL, NULL, 1795392453835, 1795478853000, NULL);
INSERT INTO public.mails VALUES ('01a205ba-b5aa-7306-8d9e-31f2e851674d', 'sign_up', 'ada@example.net', 'ada@example.net', NULL, '01a205ba-b5aa-7aca-a132-222344bb73b1', NULL, NULL, 1795392452010, 1795392452010, 1, NULL, NULL, 'confirm', 'sent', 1795392452255, '250 2.0.0 Accepted', 'ada@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-b772-7eb9-9d8d-559f03bbe7fb', 'reset', 'ada@example.net', 'ada@example.net', NULL, NULL, NULL, NULL, 1795392452466, 1795392452466, 1, NULL, NULL, 'reset', 'sent', 1795392452664, '250 2.0.0 Accepted', 'ada@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-b85a-7f0b-9f6d-a14eaf5b0d1c', 'sign_up', 'bo@example.net', 'bo@example.net', NULL, '01a205ba-b85a-7d01-94e4-f55bf0aed586', NULL, NULL, 1795392452698, 1795392452698, 1, NULL, NULL, 'confirm', 'sent', 1795392452815, '250 2.0.0 Accepted', 'bo@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-b8f9-768f-a2cd-436930901ac3', 'sign_up', 'cy@example.net', 'cy@example.net', NULL, '01a205ba-b8f9-758b-9821-66f97e017e42', NULL, NULL, 1795392452857, 1795392452857, 1, NULL, NULL, 'confirm', 'sent', 1795392452963, '250 2.0.0 Accepted', 'cy@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-b9a3-7a0c-8387-44c0b1410f4f', 'change_email', 'cy@example.org', 'cy@example.org', '01a205ba-b8f9-758b-9821-66f97e017e42', NULL, '01a205ba-b9a3-7c31-8a99-56bf9b7f95bc', NULL, 1795392453027, 1795392453027, 1, NULL, NULL, 'change_email', 'sent', 1795392453111, '250 2.0.0 Accepted', 'cy@example.org', NULL);
INSERT INTO public.mails VALUES ('01a205ba-b9a3-7bcb-953c-8e611d2cd835', 'change_email_notice', 'cy@example.net', 'cy@example.net', '01a205ba-b8f9-758b-9821-66f97e017e42', NULL, '01a205ba-b9a3-7c31-8a99-56bf9b7f95bc', NULL, 1795392453027, 1795392453027, 1, NULL, NULL, 'change_email_notice', 'sent', 1795392453187, '250 2.0.0 Accepted', 'cy@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-ba17-7d32-85fe-8f5bbf3ffb18', 'sign_up', 'dee@example.net', 'dee@example.net', NULL, '01a205ba-ba17-7787-b353-895b272754a3', NULL, NULL, 1795392453143, 1795392453143, 1, NULL, NULL, 'confirm', 'sent', 1795392453248, '250 2.0.0 Accepted', 'dee@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-bb0d-7790-aa43-d3b94cd8612c', 'sign_up', 'gus@example.net', 'gus@example.net', NULL, '01a205ba-bb0d-7c9c-b9d7-162267772715', NULL, NULL, 1795392453389, 1795392453389, 1, NULL, NULL, 'confirm', 'sent', 1795392453484, '250 2.0.0 Accepted', 'gus@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-bcbc-73b9-9e07-5a49a00e6aee', 'sign_up', 'eve@example.net', 'eve@example.net', NULL, '01a205ba-bcbc-784b-91b6-3c5b785df0c8', NULL, NULL, 1795392453820, 1795392463989, 1, NULL, NULL, 'confirm', NULL, NULL, 'end of the mail: 451 4.7.1 Later, please', 'eve@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-bf05-7ff8-8658-3da8d90d763b', 'sign_up', 'fay@example.net', 'fay@example.net', NULL, '01a205ba-bf05-71ac-b7e7-460287514ea1', NULL, NULL, 1795392454405, 1795392454405, 0, NULL, NULL, NULL, NULL, NULL, NULL, 'fay@example.net', NULL);
INSERT INTO public.mails VALUES ('01a205ba-bf2c-727b-8857-3588703eda03', 'reset', 'gus@example.net', 'gus@example.net', NULL, NULL, NULL, NULL, 1795392454444, 1795392454444, 0, NULL, NULL, NULL, NULL, NULL, NULL, 'gus@example.net', NULL);
INSERT INTO public.session_changes VALUES (15, 24953199691816672);
INSERT INTO public.sessions VALUES ('01a205ba-b70d-75ea-93ed-ce3ac3b0e1c3', '\x26fd2bf8407b75cb4a877e203a7d291e622c9edeac381ecaa4989b692c232d02', '01a205ba-b5aa-7aca-a132-222344bb73b1', 1, 1795392452365, 1795392452365, 1797984452365, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.sessions VALUES ('01a205ba-b977-7cfe-8255-7ee4b7c86e2c', '\x29ec58e8c860ee00ec2b7858e75f56cf2e598f8dd60342f84a5ddf545817d113', '01a205ba-b8f9-758b-9821-66f97e017e42', 1, 1795392452983, 1795392452983, 1797984452983, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.sessions VALUES ('01a205ba-bb94-775c-a9d5-71e4b2965891', '\xd0acad0e431b542393b2bf6d78b67a302da5cd1e850e18a03613aaf19c2d0dd3', '01a205ba-bb0d-7c9c-b9d7-162267772715', 1, 1795392453524, 1795392453524, 1797984453524, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.sessions VALUES ('01a205ba-bf19-7f4d-9606-98c8fb4955cf', '\x994d9413eac8faa2684da7ae5f6c6d36fe85ff56e77480d202e6243a379baf27', '01a205ba-bb0d-7c9c-b9d7-162267772715', 1, 1795392454425, 1795392454425, 1797984454425, '127.0.0.1', 'Mozilla/5.0 (end-to-end test)');
INSERT INTO public.sign_ups VALUES ('01a205ba-b5aa-7aca-a132-222344bb73b1', 'ada@example.net', 'ada@example.net', NULL, '\x19ab7ca69b95b4b232bffe42ec6e71b3d1e298976e89a515aa5ff79b9be506ae', NULL, NULL, 1795392452010, 1795997252010, 1795392452365);
INSERT INTO public.sign_ups VALUES ('01a205ba-b85a-7d01-94e4-f55bf0aed586', 'bo@example.net', 'bo@example.net', '$argon2id$v=19$m=8,t=1,p=1$zcffoc5p1OFjM45jhN4xFw$Mx3WvCO0ohTxtyat2F/LyO1aFzR45SnclBtrNwG0MY0', '\x8471f6655a17c87b62e3d6a05b83dada66166153dc41ee2a2245546555400a06', NULL, NULL, 1795392452698, 1795997252698, NULL);
INSERT INTO public.sign_ups VALUES ('01a205ba-b8f9-758b-9821-66f97e017e42', 'cy@example.net', 'cy@example.net', NULL, '\xcf17f14a5f7abcb7effde94e40921d0cde4d347d006a6c56bf9e41d0fd8d9e00', NULL, NULL, 1795392452857, 1795997252857, 1795392452983);
INSERT INTO public.sign_ups VALUES ('01a205ba-ba17-7787-b353-895b272754a3', 'dee@example.net', 'dee@example.net', NULL, '\x043ecb4206ca92fdcfb94a46fdd17c51772cf5a33f22045ae1f9a882be6b98a6', NULL, NULL, 1795392453143, 1795997253143, 1795392453298);
INSERT INTO public.sign_ups VALUES ('01a205ba-bb0d-7c9c-b9d7-162267772715', 'gus@example.net', 'gus@example.net', NULL, '\xa20d1d136baca66fa16cdf034b3dbbf2d828f29527db2bdf283a184b6cd3551a', NULL, NULL, 1795392453389, 1795997253389, 1795392453524);
INSERT INTO public.sign_ups VALUES ('01a205ba-bcbc-784b-91b6-3c5b785df0c8', 'eve@example.net', 'eve@example.net', '$argon2id$v=19$m=8,t=1,p=1$x+MppgxcehfWdxPv+yw9Ww$Oy9LBh3GUuWTh76YjxQxKRmNwTInSbpVLSH9nYXhWgc', '\x350c415c1e377554173c4106accd148404dd7836a7812f8f16897a4248bb95cd', NULL, NULL, 1795392453820, 1795997253820, NULL);
INSERT INTO public.sign_ups VALUES ('01a205ba-bf05-71ac-b7e7-460287514ea1', 'fay@example.net', 'fay@example.net', '$argon2id$v=19$m=8,t=1,p=1$gApKGmnPELEXjG7O6gF73Q$zcKEUtPQ1BxrG2xxc5CP4yJFVKF6l2FycUdqHhuJwZg', '\x6a1128f45c902db2c934cb321c7e9cd3c135803cb2decc94d9335ba327b3bca7', NULL, NULL, 1795392454405, 1795997254405, NULL);
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_email_key_key UNIQUE (email_key);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_chains
    ADD CONSTRAINT audit_chains_pkey PRIMARY KEY (chain);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.captchas
    ADD CONSTRAINT captchas_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.copies
    ADD CONSTRAINT copies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_changes
    ADD CONSTRAINT email_changes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foreign_hashes
    ADD CONSTRAINT foreign_hashes_pkey PRIMARY KEY (kind);
ALTER TABLE ONLY public.guesses
    ADD CONSTRAINT guesses_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.legacy_people
    ADD CONSTRAINT legacy_people_account_id_key UNIQUE (account_id);
ALTER TABLE ONLY public.legacy_people
    ADD CONSTRAINT legacy_people_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.legacy_people
    ADD CONSTRAINT legacy_people_sign_up_id_key UNIQUE (sign_up_id);
ALTER TABLE ONLY public.limits
    ADD CONSTRAINT limits_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.marked_addresses
    ADD CONSTRAINT marked_addresses_pkey PRIMARY KEY (email_key);
ALTER TABLE ONLY public.session_changes
    ADD CONSTRAINT session_changes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_cookie_hash_key UNIQUE (cookie_hash);
ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.workers
    ADD CONSTRAINT workers_pkey PRIMARY KEY (id);
CREATE INDEX accounts_by_created_at ON public.accounts USING btree (created_at, id);
CREATE INDEX accounts_closed ON public.accounts USING btree (kept_until) WHERE (kept_until IS NOT NULL);
CREATE INDEX accounts_disabled ON public.accounts USING btree (created_at, id) WHERE (disabled_at IS NOT NULL);
CREATE INDEX audit_events_by_account ON public.audit_events USING btree (account_id, at);
CREATE INDEX audit_events_by_actor ON public.audit_events USING btree (actor_id, at) WHERE (actor_id IS NOT NULL);
CREATE INDEX audit_events_by_at ON public.audit_events USING btree (at);
CREATE UNIQUE INDEX audit_events_by_chain ON public.audit_events USING btree (chain, seq) WHERE (chain IS NOT NULL);
CREATE INDEX audit_events_by_email_key ON public.audit_events USING btree (email_key, at);
CREATE INDEX audit_events_by_event ON public.audit_events USING btree (event, at, outcome);
CREATE INDEX captchas_by_expires_at ON public.captchas USING btree (expires_at);
CREATE INDEX email_changes_by_account ON public.email_changes USING btree (account_id, created_at);
CREATE INDEX guesses_by_wrong_at ON public.guesses USING btree (wrong_at);
CREATE INDEX limits_by_whole_at ON public.limits USING btree (whole_at);
CREATE INDEX links_by_account ON public.links USING btree (account_id);
CREATE INDEX links_by_email_change ON public.links USING btree (email_change_id);
CREATE INDEX links_by_expires_at ON public.links USING btree (expires_at);
CREATE INDEX links_by_sign_up ON public.links USING btree (sign_up_id);
CREATE INDEX mails_by_account ON public.mails USING btree (account_id, id) WHERE (account_id IS NOT NULL);
CREATE INDEX mails_by_created_at ON public.mails USING btree (created_at);
CREATE INDEX mails_by_email_key ON public.mails USING btree (email_key, id);
CREATE INDEX mails_counted ON public.mails USING btree (mailbox, counted_at) WHERE (counted_at IS NOT NULL);
CREATE INDEX mails_failed ON public.mails USING btree (id) WHERE (ending = 'failed'::text);
CREATE INDEX mails_queued ON public.mails USING btree (run_at, id) WHERE (finished_at IS NULL);
CREATE INDEX mails_waiting ON public.mails USING btree (mailbox, id) WHERE ((counted_at IS NULL) AND (finished_at IS NULL));
CREATE INDEX marked_addresses_by_marked_at ON public.marked_addresses USING btree (marked_at);
CREATE INDEX sessions_by_account ON public.sessions USING btree (account_id, created_at);
CREATE INDEX sessions_by_expires_at ON public.sessions USING btree (expires_at);
CREATE INDEX sign_ups_by_created_at ON public.sign_ups USING btree (created_at, id);
CREATE INDEX sign_ups_by_email_key ON public.sign_ups USING btree (email_key, created_at);
CREATE INDEX sign_ups_by_expires_at ON public.sign_ups USING btree (expires_at);
ALTER TABLE ONLY public.email_changes
    ADD CONSTRAINT email_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.legacy_people
    ADD CONSTRAINT legacy_people_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.legacy_people
    ADD CONSTRAINT legacy_people_sign_up_id_fkey FOREIGN KEY (sign_up_id) REFERENCES public.sign_ups(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_email_change_id_fkey FOREIGN KEY (email_change_id) REFERENCES public.email_changes(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_sign_up_id_fkey FOREIGN KEY (sign_up_id) REFERENCES public.sign_ups(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
