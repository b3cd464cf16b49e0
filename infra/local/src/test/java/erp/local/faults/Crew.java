package erp.local.faults;

import erp.embedded.Processes;
import erp.local.TaskInstallation;
import erp.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Processes of one kind: one that is killed is started again, as a cluster would; one that is stopped goes on after a while. */
final class Crew implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** From the moment it listens; younger ones may not have begun to work. */
    private static final Duration GROWN = Duration.ofSeconds(2);

    private final List<Member> members = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Crew(int count, TaskInstallation installation, Supplier<ServerProcess> process) {
        for (int i = 0; i < count; i++) {
            members.add(new Member(process.get(), installation.port()));
        }
        members.forEach(Member::start);
        awaitAll();
    }

    /** One process. */
    static final class Member {

        private final ServerProcess process;
        private final int port;
        private long listensSince;
        private volatile boolean stopped;

        private Member(ServerProcess process, int port) {
            this.process = process.property("micronaut.server.port", Integer.toString(port));
            this.port = port;
        }

        private void start() {
            process.start();
            listensSince = 0;
        }

        long pid() {
            return process.pid();
        }

        private boolean grown() {
            if (listensSince == 0 && listens()) {
                listensSince = System.nanoTime();
            }
            return !stopped && listensSince != 0 && System.nanoTime() - listensSince > GROWN.toNanos();
        }

        private boolean listens() {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        }
    }

    /** Somebody who works. */
    Member pick(Random random) {
        // Half of those who are not stopped, at least, so that somebody always works.
        Processes.await("somebody who works", LIMIT,
                () -> 2 * members.stream().filter(Member::grown).count() >= members.stream().filter(member -> !member.stopped).count());
        List<Member> grown = members.stream().filter(Member::grown).toList();
        return grown.get(random.nextInt(grown.size()));
    }

    /** SIGKILL, while nothing changes any more; and a new start. */
    void kill(Member member, Runnable look) {
        TaskInstallation.signal("STOP", member.pid());
        look.run();
        member.process.kill();
        member.start();
    }

    /** SIGSTOP, and SIGCONT after a while; not where somebody is stopped already, so that the others can do the work. */
    boolean stop(Member member, Duration time) {
        if (members.stream().anyMatch(other -> other.stopped)) {
            return false;
        }
        member.stopped = true;
        TaskInstallation.signal("STOP", member.pid());
        clock.schedule(() -> {
            TaskInstallation.signal("CONT", member.pid());
            member.stopped = false;
        }, time.toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }

    /** Waits until nobody is stopped, and all have had time to begin. */
    void awaitAll() {
        Processes.await("all to work again", LIMIT, () -> members.stream().allMatch(Member::grown));
    }

    /** Processes that have ended by themselves, with what they printed. */
    List<String> ended() {
        return members.stream().filter(member -> !member.process.running())
                .map(member -> "a process has ended by itself:\n" + String.join("\n", member.process.lines())).toList();
    }

    /** The last that they printed. */
    String printed() {
        StringBuilder text = new StringBuilder();
        members.forEach(member -> text.append("--- ").append(member.pid()).append('\n').append(String.join("\n", member.process.lines()))
                .append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        members.forEach(member -> member.process.close());
    }
}
