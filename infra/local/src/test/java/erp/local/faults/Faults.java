package erp.local.faults;

import erp.embedded.Processes;
import erp.local.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/** The fault run as a command: {@code infra/local/faults}. */
public final class Faults {

    private Faults() {
    }

    public static void main(String[] args) throws IOException, SQLException, InterruptedException, ExecutionException {
        Options options = Options.of(args);
        long seed = options.number("seed", 5);
        List<String> broken = new ArrayList<>();
        if (!options.has("only-control")) {
            FaultRun run = new FaultRun(Fault.sequence(options.number("faults", 200), new Random(seed)),
                    options.number("tasks", 100_000), seed, options.text("mutant", ""));
            FaultRun.Outcome outcome = in(run::run);
            System.out.println(text(run, outcome));
            if (!outcome.holds()) {
                broken.add("The engine has broken a promise.");
            }
        }
        if (options.has("control") || options.has("only-control")) {
            Control.Outcome control = in(new Control(2_000, seed)::run);
            System.out.printf(Locale.ROOT, "%n| control group: Celery, %,d tasks, %d faults | |%n|---|---|%n| lost | %,d |%n"
                    + "| stuck 120 s after the last fault | %,d |%n| done twice | %,d |%n",
                    control.wanted(), control.faults(), control.lost(), control.stuck(), control.twice());
            if (!control.failed()) {
                broken.add("The control group has lost nothing: this run could not have found anything.");
            }
        }
        broken.forEach(System.out::println);
        System.exit(broken.isEmpty() ? 0 : 1);
    }

    private interface Piece<T> {
        T run(Path database, Path folder) throws IOException, SQLException, InterruptedException, ExecutionException;
    }

    private static <T> T in(Piece<T> piece) throws IOException, SQLException, InterruptedException, ExecutionException {
        Path database = Files.createTempDirectory("erp-faults-postgres");
        Path folder = Files.createTempDirectory("erp-faults");
        try {
            return piece.run(database, folder);
        } finally {
            Processes.deleteTree(folder);
            Processes.deleteTree(database);
        }
    }

    /** The result as a table. */
    static String text(FaultRun run, FaultRun.Outcome outcome) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%n%s%n%n| fault run%s, seed %d | |%n|---|---|%n",
                outcome.clerks(), run.mutant().isEmpty() ? "" : " of the mutant " + run.mutant(), run.seed()));
        outcome.injected().forEach((fault, count) -> row(text, fault.name().toLowerCase(Locale.ROOT).replace('_', ' '), count));
        outcome.tally().figures().forEach((name, count) -> row(text, name, count));
        outcome.tally().violations().forEach((name, count) -> row(text, name, count == 0 ? "0" : "**" + count + "**"));
        row(text, "processes that ended by themselves", outcome.ended().size());
        row(text, "recovery after a worker's death: tasks, p50 / p99 / most", String.format(Locale.ROOT,
                "%,d, %.1f / %.1f / %.1f s (limit p99 %d s)", outcome.recoveries().size(),
                outcome.recovery(0.5).toMillis() / 1000.0, outcome.recovery(0.99).toMillis() / 1000.0,
                outcome.recovery(1).toMillis() / 1000.0, FaultRun.RECOVERY.toSeconds()));
        row(text, "nothing open after the last fault and task for", outcome.quiet().toMillis() + " ms");
        outcome.stuck().forEach(one -> row(text, "stuck", one));
        outcome.ended().forEach(text::append);
        return text.toString();
    }

    private static void row(StringBuilder text, String name, Object value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }
}
