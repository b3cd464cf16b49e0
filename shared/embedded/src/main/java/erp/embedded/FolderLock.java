package erp.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One process at a time runs a server on a folder. The system gives the lock back when that process ends, however it ends. */
final class FolderLock implements AutoCloseable {

    /** The system's locks do not work within a process: closing a second channel would give back the first one's lock. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** @throws IllegalStateException where another process, or this one, already runs a server on the folder */
    static FolderLock take(Path folder) {
        try {
            Path real = Files.createDirectories(folder).toRealPath();
            if (HELD_HERE.add(real)) {
                FileChannel channel = FileChannel.open(real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() != null) {
                    return new FolderLock(real, channel);
                }
                channel.close();
                HELD_HERE.remove(real);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + folder, e);
        }
        throw new IllegalStateException(folder + " is in use by a running process");
    }

    /** Whether the server it guards may still run: false after {@link #close()}. */
    boolean held() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        if (!held()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unlock " + folder, e);
        } finally {
            HELD_HERE.remove(folder);
        }
    }
}
