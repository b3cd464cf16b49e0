package erp.platform.expireidempotencykeys;

import erp.tasks.Outside;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Each hour what has expired is deleted: stored answers that are older than was promised, refresh tokens that nobody can use any more,
 * and the sessions they belonged to. A request whose answer is gone would be a new one.
 *
 * <p>Requests of users who have not chosen a company yet (signing in) have no company's task, and sessions belong to none; so each
 * company's task deletes them too. Repeating is safe, and so is doing it twice at once: what another one is about to delete is left to it.
 */
@Singleton
class ExpireIdempotencyKeys implements Outside<ExpireIdempotencyKeys.Args> {

    private static final Duration PROMISED = Duration.ofHours(72);
    private static final int NO_COMPANY = 0;
    private static final int CHUNK = 5_000;

    private static final String KEYS = """
            with gone as (delete from platform.idempotency_keys where company_id = ? and ctid = any (array(
                select ctid from platform.idempotency_keys where company_id = ? and recorded_at < ? order by recorded_at limit ?
                   for update skip locked)) returning 1)
            select count(*) from gone""";
    private static final String TOKENS = """
            with gone as (delete from platform.refresh_tokens where ctid = any (array(
                select ctid from platform.refresh_tokens where expires_at < ? order by expires_at limit ? for update skip locked))
                returning 1)
            select count(*) from gone""";
    private static final String TOKENS_OF_ENDED = """
            with gone as (delete from platform.refresh_tokens where ctid = any (array(
                select t.ctid from platform.sessions s join platform.refresh_tokens t on t.family = s.id
                 where s.ended_at < ? limit ? for update of t skip locked)) returning 1)
            select count(*) from gone""";
    /** Nobody can come back to a session without tokens. */
    private static final String SESSIONS = """
            with gone as (delete from platform.sessions where ctid = any (array(
                select s.ctid from platform.sessions s
                 where s.started_at < ? and not exists (select from platform.refresh_tokens t where t.family = s.id)
                 limit ? for update skip locked)) returning 1)
            select count(*) from gone""";

    private final Duration kept;

    ExpireIdempotencyKeys(@Value("${erp.idempotency.kept}") Duration kept) {
        if (kept.compareTo(PROMISED) < 0) {
            throw new IllegalArgumentException("ERP_IDEMPOTENCY_KEPT is " + kept + ", but answers are promised to be kept for " + PROMISED);
        }
        this.kept = kept;
    }

    @Override
    public Work.Handler<Result> run(Run run, Args args) {
        long keys = chunks(run, this::keys) + chunks(run, tx -> {
            tx.enter(NO_COMPANY);
            return keys(tx);
        });
        long tokens = chunks(run, tx -> count(tx, TOKENS, tx.now(), CHUNK))
                + chunks(run, tx -> count(tx, TOKENS_OF_ENDED, tx.now().minus(kept), CHUNK));
        long sessions = chunks(run, tx -> count(tx, SESSIONS, tx.now().minus(kept), CHUNK));
        return _ -> new Result(keys, tokens, sessions);
    }

    /** Each chunk is a transaction of its own, so that none is long. */
    private static long chunks(Run run, Work.Handler<Long> chunk) {
        long all = 0;
        long deleted;
        do {
            run.checkpoint();
            deleted = run.work(chunk);
            all += deleted;
        } while (deleted == CHUNK);
        return all;
    }

    private long keys(Tx tx) {
        return count(tx, KEYS, tx.company(), tx.company(), tx.now().minus(kept), CHUNK);
    }

    private static long count(Tx tx, String sql, Object... args) {
        return tx.list(Long.class, sql, args).getFirst();
    }

    /** What has expired: there is nothing to choose. */
    @Task(name = "expire-idempotency-keys", unique = true, cron = "10 * * * *", timeLimitSeconds = 600)
    record Args() {
    }

    /** How much was deleted. */
    record Result(long keys, long tokens, long sessions) {
    }
}
