package erp.local;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps the process from starting is one line on the terminal; the stack trace is in the log beside the data. */
final class NotStarted implements Thread.UncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(NotStarted.class);

    @Override
    public void uncaughtException(Thread thread, Throwable fault) {
        LOG.error("not started", fault);
        System.err.println("The ERP has not started: " + line(fault));
        System.exit(1);
    }

    /** An exception of this program's own says what is wrong; of any other, its first line and that of its root do. */
    private static String line(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = fault instanceof IllegalStateException ? fault.getMessage() : firstLine(fault);
        return root == fault ? text : text + ": " + firstLine(root);
    }

    private static String firstLine(Throwable fault) {
        return fault.toString().lines().findFirst().orElseThrow();
    }
}
