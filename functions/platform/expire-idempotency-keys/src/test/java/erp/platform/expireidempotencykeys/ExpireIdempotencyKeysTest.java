package erp.platform.expireidempotencykeys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.security.Caller;
import erp.security.RefreshToken;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.Tampering;
import erp.testing.TaskRuns;
import erp.work.Call;
import erp.work.Identified;
import erp.work.Keeping;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ExpireIdempotencyKeysTest {

    @Inject
    TaskRuns tasks;
    @Inject
    Fixtures fixtures;
    @Inject
    Work work;
    private Caller caller;

    @Introspected
    record Question(String text) {
    }

    /** An answer that is another each time it is made. */
    @Introspected
    record Answer(UUID id) implements Identified {
    }

    @BeforeEach
    void company() {
        caller = fixtures.company();
        // What other tests left belongs to no company either.
        run(caller);
    }

    @Test
    void anAnswerIsGivenAgainForSeventyTwoHours() {
        String first = text(ask(caller, "one"));
        age("one", "71 hours 59 minutes");
        assertEquals("{\"keys\": 0, \"tokens\": 0, \"sessions\": 0}", run(caller));
        HttpResponse<Answer> again = ask(caller, "one");
        assertEquals("true", again.header("Idempotency-Replayed"));
        assertEquals(first, text(again));
        assertEquals(1, stored(caller));
        age("one", "72 hours 1 second");
        assertEquals("{\"keys\": 1, \"tokens\": 0, \"sessions\": 0}", run(caller));
        assertEquals(0, stored(caller));
        assertNotEquals(first, text(ask(caller, "one")), "it is a new request");
    }

    @Test
    void onlyWhatIsOldGoes() {
        ask(caller, "old");
        ask(caller, "new");
        age("old", "5 days");
        run(caller);
        assertEquals("new", fixtures.value(caller, String.class, "select key from platform.idempotency_keys where company_id = ?",
                caller.company()));
    }

    @Test
    void theKeysOfAnotherCompanyAreLeftToItsTask() {
        Caller other = fixtures.company();
        ask(other, "theirs");
        age("theirs", "5 days");
        assertEquals("{\"keys\": 0, \"tokens\": 0, \"sessions\": 0}", run(caller));
        assertEquals(1, stored(other));
        run(other);
        assertEquals(0, stored(other));
    }

    @Test
    void theKeysOfNoCompanyGoToo() {
        Caller nobody = new Caller(UUID.randomUUID(), 0, caller.roles(), caller.locale(), false);
        ask(nobody, "sign-in");
        ask(nobody, "sign-in later");
        age("sign-in", "5 days");
        assertEquals("{\"keys\": 1, \"tokens\": 0, \"sessions\": 0}", run(caller));
        assertEquals(1, stored(nobody));
    }

    @Test
    void moreThanFitsIntoATransactionGoesInSeveral() {
        Tampering.with("""
                insert into platform.idempotency_keys (company_id, user_id, key, request_hash, status, body, recorded_at)
                select ?, ?, 'k' || i, '', 200, '', now() - interval '4 days' from generate_series(1, 12001) i""",
                caller.company(), caller.user());
        assertEquals("{\"keys\": 12001, \"tokens\": 0, \"sessions\": 0}", run(caller));
    }

    @Test
    void expiredTokensGoAndTheSessionsThatHaveNoneLeft() {
        UUID expired = session("20 days", null);
        token(expired, "6 days");
        UUID goesOn = session("20 days", null);
        token(goesOn, "6 days");
        token(goesOn, "-1 hour");
        UUID fresh = session("1 hour", null);
        token(fresh, "-13 days");
        assertEquals("{\"keys\": 0, \"tokens\": 2, \"sessions\": 1}", run(caller));
        assertEquals(0, tokens(expired));
        assertEquals(1, tokens(goesOn));
        assertEquals(1, tokens(fresh));
        assertEquals(2, Tampering.with("delete from platform.sessions where id in (?, ?, ?)", expired, goesOn, fresh));
        Tampering.with("delete from platform.refresh_tokens");
    }

    @Test
    void endedSessionsGoWithTheirTokens() {
        UUID ended = session("5 days", "4 days");
        token(ended, "-9 days");
        UUID justEnded = session("5 days", "1 hour");
        token(justEnded, "-9 days");
        assertEquals("{\"keys\": 0, \"tokens\": 1, \"sessions\": 1}", run(caller));
        assertEquals(0, tokens(ended));
        assertEquals(1, tokens(justEnded));
        Tampering.with("delete from platform.refresh_tokens where family = ?", justEnded);
        Tampering.with("delete from platform.sessions where id = ?", justEnded);
    }

    @Test
    void lessThanWasPromisedCannotBeConfigured() {
        assertThrows(IllegalArgumentException.class, () -> new ExpireIdempotencyKeys(Duration.ofHours(71)));
        new ExpireIdempotencyKeys(Duration.ofHours(72));
    }

    @Test
    void isWantedOnceWhileItIsOpen() {
        tasks.enqueue(caller, Wish.of(new ExpireIdempotencyKeys.Args()));
        tasks.enqueue(caller, Wish.of(new ExpireIdempotencyKeys.Args()));
        assertEquals(1, tasks.of(caller, "expire-idempotency-keys").stream().filter(task -> task.state().equals("ready")).count());
    }

    private String run(Caller company) {
        TaskRuns.Row task = tasks.run(company, new ExpireIdempotencyKeys.Args());
        assertEquals("done", task.state(), task::error);
        return task.result();
    }

    /** A write under a key, as a function does one. */
    private HttpResponse<Answer> ask(Caller user, String key) {
        return work.once(new Call(user, "ask", "POST /api/v1/answers", key, null, false, 200, "0".repeat(32)), Keeping.PLAIN,
                new Question("who?"),
                _ -> new Answer(UUID.randomUUID()));
    }

    private static String text(HttpResponse<?> response) {
        return new String((byte[]) (Object) response.body(), StandardCharsets.UTF_8);
    }

    private static void age(String key, String by) {
        Tampering.with("update platform.idempotency_keys set recorded_at = now() - ?::interval where key = ?", by, key);
    }

    private int stored(Caller user) {
        return fixtures.value(user, Integer.class,
                "select count(*)::int from platform.idempotency_keys where company_id = ? and user_id = ?", user.company(), user.user());
    }

    private UUID session(String startedAgo, String endedAgo) {
        UUID user = fixtures.user(UUID.randomUUID() + "@example.test", "correct horse battery staple", false).user();
        UUID id = UUID.randomUUID();
        Tampering.with("""
                insert into platform.sessions (id, user_id, started_at, ended_at)
                values (?, ?, now() - ?::interval, now() - ?::interval)""", id, user, startedAgo, endedAgo);
        return id;
    }

    private static void token(UUID session, String expiredAgo) {
        Tampering.with("""
                insert into platform.refresh_tokens (token_hash, family, company_id, issued_at, expires_at)
                values (?, ?, 0, now() - interval '20 days', now() - ?::interval)""",
                RefreshToken.of(session).digest(), session, expiredAgo);
    }

    private int tokens(UUID session) {
        return fixtures.value(caller, Integer.class, "select count(*)::int from platform.refresh_tokens where family = ?", session);
    }
}
