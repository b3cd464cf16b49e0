-- Imports of large tables: they are brought in in the background, part by part, each with its report in one transaction.

alter table platform.imports
    drop constraint every_row_is_reported,
    add constraint no_row_is_reported_twice check (created + unchanged + failed <= rows);

-- The table, until it has been brought in, and how many of its things have been. The import's identifier is that of its task.
create table platform.import_files (
    company_id      integer     not null,
    id              uuid        not null,
    kind            text        not null,
    locale          text        not null,
    csv             bytea       not null,
    position        integer     not null default 0,
    primary key (company_id, id),
    foreign key (company_id, id) references platform.imports
);

-- What became of the rows of a part. (In the import's own row each part would write the whole report anew.)
create table platform.import_parts (
    company_id      integer     not null,
    import_id       uuid        not null,
    position        integer     not null,
    report          jsonb       not null,
    primary key (company_id, import_id, position),
    foreign key (company_id, import_id) references platform.imports
);

call platform.isolate(array['platform.import_files', 'platform.import_parts']::regclass[]);
