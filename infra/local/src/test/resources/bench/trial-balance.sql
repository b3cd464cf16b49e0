-- The work of the trial balance.
begin;
select now(), set_config('erp.company', '@company@', true), set_config('erp.user', '00000000-0000-7000-8000-000000000002', true), set_config('erp.correlation', '0af7651916cd43dd8448eb211c80319c', true);
select s.account, a.name_de, a.name_en, a.type, s.before, s.debit, s.credit from (select l.account, coalesce(sum(l.debit - l.credit) filter (where e.business_date < '@yearStart@'), 0) as before, coalesce(sum(l.debit) filter (where e.business_date >= '@yearStart@'), 0) as debit, coalesce(sum(l.credit) filter (where e.business_date >= '@yearStart@'), 0) as credit from ledger.entries e join ledger.lines l on l.company_id = e.company_id and l.entry_id = e.id where e.company_id = @company@ and e.business_date <= '@today@' and e.recorded_at <= 'infinity' group by l.account) s join ledger.accounts a on a.company_id = @company@ and a.number = s.account order by s.account;
rollback;
