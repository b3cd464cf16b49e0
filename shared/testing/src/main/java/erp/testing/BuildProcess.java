package erp.testing;

import erp.embedded.Processes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The process whose end is the end of the build: Maven, an IDE. */
record BuildProcess(long pid, long startedMillis) {

    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ksh", "ash", "busybox",
            "cmd.exe", "powershell.exe", "pwsh.exe", "conhost.exe");

    /** The nearest ancestor of this process that is not a shell: a test process may be forked through one. */
    static BuildProcess ofThisProcess() {
        ProcessHandle self = ProcessHandle.current();
        Optional<ProcessHandle> ancestor = self.parent();
        while (ancestor.isPresent() && isShell(ancestor.get())) {
            ancestor = ancestor.get().parent();
        }
        return of(ancestor.orElse(self));
    }

    static BuildProcess of(ProcessHandle process) {
        return new BuildProcess(process.pid(), started(process));
    }

    /** False also where its number meanwhile belongs to another process. */
    boolean running() {
        return ProcessHandle.of(pid).filter(Processes::running).filter(process -> started(process) == startedMillis).isPresent();
    }

    private static boolean isShell(ProcessHandle process) {
        return process.info().command().map(command -> SHELLS.contains(Path.of(command).getFileName().toString())).orElse(false);
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }
}
