-- Documents as they were sent: rendered once, kept as bytes, and never changed; and the mails that took them away.
--
-- As in receivables, no foreign key to platform.companies: row-level security binds each row to the company of the transaction.

create schema documents;

create table documents.documents (
    company_id          integer     not null,
    id                  uuid        not null,
    source_type         text        not null check (source_type in ('sales_invoice', 'delivery', 'dunning_letter')),
    source_id           uuid        not null,
    language            text        not null check (language in ('de', 'en')),
    -- Which templates it was made from: newer ones make another document, and the one that was sent stays.
    template_version    integer     not null,
    file_name           text        not null,
    -- What a mail that takes it away says, unless somebody writes another one.
    title               text        not null,
    cover               text        not null,
    sha256              text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    pages               integer     not null check (pages > 0),
    bytes               bytea       not null,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    constraint rendered_once unique (company_id, source_type, source_id, template_version),
    constraint digest_of_the_bytes check (sha256 = encode(sha256(bytes), 'hex'))
);
-- A PDF is compressed already.
alter table documents.documents alter column bytes set storage external;

create table documents.mails (
    company_id          integer     not null,
    -- That of the task that sends it.
    id                  uuid        not null,
    document_id         uuid        not null,
    channel             text        not null default 'mail' check (channel = 'mail'),
    -- What tells a further mail with the same document from a repetition.
    key                 text        not null,
    recipient           text        not null,
    subject             text        not null,
    message_id          text        not null,
    -- sending: begun, and not known to have arrived; refused: the server does not take it, or nobody can take it.
    state               text        not null default 'sending' check (state in ('sending', 'sent', 'refused')),
    reason              text,
    sent_at             timestamptz,
    recorded_at         timestamptz not null default now(),
    recorded_by         uuid        not null default platform.actor(),
    correlation_id      uuid        default platform.correlation(),
    primary key (company_id, id),
    foreign key (company_id, document_id) references documents.documents,
    constraint sent_has_a_time check ((state = 'sent') = (sent_at is not null)),
    constraint refused_has_a_reason check ((state = 'refused') = (reason is not null))
);
-- At most one mail for each document, channel and key; one that was refused is none.
create unique index mailed_once on documents.mails (company_id, document_id, channel, key) where state <> 'refused';

call platform.isolate(array['documents.documents', 'documents.mails']::regclass[]);
call platform.append_only(array['documents.documents']::regclass[]);
