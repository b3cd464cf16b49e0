package erp;

import io.micronaut.runtime.Micronaut;

/** Starts the functions that are on the class path: one in a pod, all of them on a laptop. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Micronaut.build(args).mainClass(Main.class).banner(false).start();
    }
}
