package erp.local.faults;

import erp.local.Celery;
import erp.local.TaskInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The control group: Celery under faults of the same kinds. It is known to lose tasks, to do them twice, and to leave them for an hour; a
 * run that finds nothing of that could not have found it in the engine either.
 */
record Control(int tasks, long seed) {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int PER_SECOND = 40;
    private static final int KILLS = 6;
    private static final int CUTS = 2;

    /**
     * What came of it at the deadline.
     *
     * @param lost  were handed over, and are nowhere any more
     * @param stuck are still with a worker that is dead, or wait
     * @param twice have had their effect more than once
     */
    record Outcome(long wanted, int faults, long lost, long stuck, long twice) {

        boolean failed() {
            return lost + stuck + twice > 0;
        }
    }

    Outcome run(Path database, Path folder) throws IOException, SQLException {
        Random random = new Random(seed);
        Path said = folder.resolve("wanted.log");
        try (TaskInstallation installation = TaskInstallation.start(database, folder)) {
            installation.execute("create schema control; create table control.effects (key integer not null);"
                    + " create table control.wanted (key integer primary key)");
            Celery celery = Celery.in(folder.resolve("celery"), installation);
            Process worker = celery.worker();
            Process clerk = celery.start(said, "want", Integer.toString(tasks), Integer.toString(PER_SECOND));
            try {
                for (int i = 0; i < KILLS + CUTS; i++) {
                    long pause = Duration.ofSeconds(tasks / PER_SECOND).toNanos() / (KILLS + CUTS + 1);
                    LockSupport.parkNanos(pause / 2 + random.nextLong(pause));
                    if (i % 4 == 3) {
                        say("Redis killed, %,d bytes of its last second cut off", installation.cutRedis());
                    } else {
                        say("worker killed; %,d done", Tally.count(installation, "select count(distinct key) from control.effects"));
                        Celery.kill(worker);
                        worker = celery.worker();
                    }
                }
                clerk.onExit().join();
                record(installation, said);
                return outcome(installation, celery);
            } finally {
                Celery.kill(clerk);
                Celery.kill(worker);
            }
        }
    }

    private static void record(TaskInstallation installation, Path said) throws IOException, SQLException {
        List<String> wanted = Files.readAllLines(said).stream().filter(line -> line.startsWith("wanted ")).toList();
        installation.execute("insert into control.wanted values "
                + wanted.stream().map(line -> "(" + line.substring("wanted ".length()) + ")").collect(Collectors.joining(",")));
    }

    private Outcome outcome(TaskInstallation installation, Celery celery) throws SQLException {
        String missing = "select count(*) from control.wanted w where not exists (select from control.effects e where e.key = w.key)";
        long last = System.nanoTime();
        while (System.nanoTime() - last < LIMIT.toNanos() && Tally.count(installation, missing) > 0) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
        long[] messages = celery.messages();
        long absent = Tally.count(installation, missing);
        long stuck = Math.min(absent, messages[0] + messages[1]);
        Outcome outcome = new Outcome(Tally.count(installation, "select count(*) from control.wanted"), KILLS + CUTS, absent - stuck, stuck,
                Tally.count(installation, "select count(*) from (select key from control.effects group by key having count(*) > 1) x"));
        say("%s; %d messages wait, %d are with a worker", outcome, messages[0], messages[1]);
        return outcome;
    }

    private static void say(String text, Object... args) {
        System.out.println("control: " + String.format(Locale.ROOT, text, args));
    }
}
