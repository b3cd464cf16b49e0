package erp.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Knows how long Redis's append-only file was a second ago. With {@code appendfsync everysec} that much is on disk; what came since is
 * lost with the machine, but not when only the process is killed. So it is cut off.
 */
final class AofTail implements AutoCloseable {

    private static final long WINDOW = Duration.ofSeconds(1).toNanos();
    private static final long EVERY_MILLIS = 50;

    private final Path file;
    private final Deque<Seen> seen = new ArrayDeque<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

    AofTail(Path folder) {
        file = folder.resolve("appendonly.aof");
        watch.scheduleAtFixedRate(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The file, which a rewrite replaces, and its length. */
    private record Seen(long at, Object key, long length) {
    }

    private Seen now() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Seen(System.nanoTime(), attributes.fileKey(), attributes.size());
    }

    private synchronized void look() {
        try {
            seen.addLast(now());
            while (seen.size() > 1 && System.nanoTime() - seen.getFirst().at > WINDOW) {
                seen.removeFirst();
            }
        } catch (NoSuchFileException notYet) {
            seen.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts off what was written in the last second; a rewrite in that second is on disk as a whole. Redis must not run. */
    synchronized long cut() throws IOException {
        Seen last = now();
        long kept = seen.stream().filter(then -> then.key.equals(last.key)).mapToLong(Seen::length).findFirst().orElse(last.length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(kept);
        }
        seen.clear();
        return last.length - kept;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
